create table public.contacts (id bigint primary key, phone text);
alter table public.contacts enable row level security;
create index on public.contacts (phone);
-- expect error: contacts_phone_fkey on public.contacts
alter table public.contacts add constraint contacts_phone_fkey foreign key (phone) references auth.users (phone)
  on update cascade on delete set null;

create schema private;
-- Several columns, deferred, and once for a partitioned table.
-- expect error: logins_identity on private.logins
create table private.logins (
  id bigint, subject text, provider text, at date, primary key (id, at),
  constraint logins_identity foreign key (subject, provider) references auth.identities (provider_id, provider)
    on delete set null (subject) deferrable initially deferred
) partition by range (at);
create index on private.logins (subject, provider);
create table private.logins_2026 partition of private.logins for values from ('2026-01-01') to ('2027-01-01');
-- A unique index that the user made on a table of auth.
create unique index users_aud on auth.users (id, aud);
-- expect error: json:"\"fk\"\"\n</script>é\" on private.\"t\"\"é\""
create table private."t""é" (id uuid primary key, "c""é" varchar(255));
create index on private."t""é" (id, "c""é");
alter table private."t""é" add constraint "fk""
</script>é" foreign key (id, "c""é") references auth.users (id, aud) match full not valid;

-- fires: public.write_audit()
-- because: the trigger function inserts into a column that was dropped, so every update of the table fails with 42703.
create table public.audit_log (id bigint generated always as identity primary key, row_id uuid, changed_by uuid, payload jsonb);
create table public.invoices (id uuid primary key, total numeric);
create function public.write_audit() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_log (row_id, changed_by, payload) values (new.id, auth.uid(), to_jsonb(new));
  return new;
end $$;
create trigger audit after update on public.invoices for each row execute function public.write_audit();
alter table public.audit_log drop column changed_by;

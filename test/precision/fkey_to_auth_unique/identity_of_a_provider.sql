-- fires: linked_identity on public.linked_accounts
-- because: (provider_id, provider) is unique in auth.identities and not its primary key.
create table public.linked_accounts (id bigint primary key, provider_id text, provider text,
  constraint linked_identity foreign key (provider_id, provider) references auth.identities (provider_id, provider));

-- fires: "own rows" on public.notes
-- config: {"required_objects": [{"kind": "policy", "identity": "\"own rows\" on public.notes"}]}
-- because: the policy was renamed and is not found by its old name.
create table public.notes (id bigint primary key);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for select using (false);
alter policy "own rows" on public.notes rename to mine;

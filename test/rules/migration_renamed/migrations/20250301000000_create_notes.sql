-- All notes.
create table notes (id bigint primary key, label text default 'a; b');
alter table notes enable row level security;

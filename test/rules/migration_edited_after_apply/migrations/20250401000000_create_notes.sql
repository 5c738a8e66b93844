create table notes (id bigint primary key, label text);

alter table notes enable row level security;

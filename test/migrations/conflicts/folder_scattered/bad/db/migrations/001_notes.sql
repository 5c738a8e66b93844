-- expect warn @0: db/migrations
create table notes (id bigint primary key);

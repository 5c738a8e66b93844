-- expect warn @1: db/migrations
create table notes (id bigint primary key);

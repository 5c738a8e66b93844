create table one (id bigint primary key);
create table two (id bigint primary key);

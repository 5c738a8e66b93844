create table versions (id bigint primary key);

create table alpha (id bigint primary key);

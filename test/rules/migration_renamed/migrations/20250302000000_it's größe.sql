create table sizes (id bigint primary key);

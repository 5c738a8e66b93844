create table tags (id bigint primary key);

create table if not exists tags (id bigint primary key);

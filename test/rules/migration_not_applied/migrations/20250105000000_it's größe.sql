create table sizes (id bigint primary key, label text default 'a; b');

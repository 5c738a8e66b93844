-- expect warn @1: sql
select 1;

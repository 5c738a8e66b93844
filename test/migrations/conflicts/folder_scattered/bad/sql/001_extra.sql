-- expect warn @0: sql
select 1;

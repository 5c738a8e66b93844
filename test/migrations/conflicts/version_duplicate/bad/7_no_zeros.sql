-- expect warn @1: 7
select 1;

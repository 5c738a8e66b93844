-- expect warn @1: 20260101000000-dashes.sql
select 1;

-- expect warn @1: fu"n; ü/20250101000000_x.sql
select 1;

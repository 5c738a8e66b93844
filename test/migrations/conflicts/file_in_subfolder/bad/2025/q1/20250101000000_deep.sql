-- expect warn @1: 2025/q1/20250101000000_deep.sql
select 1;

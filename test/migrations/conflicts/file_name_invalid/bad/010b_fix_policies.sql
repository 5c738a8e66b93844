-- expect warn @1: 010b_fix_policies.sql
select 1;

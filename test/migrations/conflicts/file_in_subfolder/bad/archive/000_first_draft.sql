-- expect warn @1: archive/000_first_draft.sql
select 1;

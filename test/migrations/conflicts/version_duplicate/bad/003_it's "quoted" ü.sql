-- expect error @1: 003
select 1;

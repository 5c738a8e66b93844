-- expect warn @1: supabase/migrations
select 1;

-- expect warn @0: supabase/migrations
select 1;

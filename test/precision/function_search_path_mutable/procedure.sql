-- fires: jobs.rotate_partitions()
-- because: a procedure looks names up as a function does, whatever schema it lies in.
create schema jobs;
create procedure jobs.rotate_partitions() language plpgsql as $$ begin null; end $$;

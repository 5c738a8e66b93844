alter table public.small alter column embedding type vector(1536) using null;

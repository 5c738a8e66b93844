-- silent
-- because: the indexes of auth and storage are the platform's affair.
create table public.plain (id bigint);

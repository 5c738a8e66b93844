-- silent
-- because: a deferrable constraint is checked at the commit, and a check that is always made is made for old rows too.
create table public.buyers (id bigint primary key);
create table public.orders (id bigint primary key, buyer bigint references public.buyers (id) deferrable initially deferred,
  note text constraint not_valid check (note <> 'not valid'));

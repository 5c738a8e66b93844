-- silent
-- because: the index leads with both columns of the key, though in the other order; equality on both does not ask for an order.
create table public.regions (country text, code text, primary key (country, code));
create table public.shops (id bigint primary key, region text, land text, foreign key (land, region) references public.regions (country, code));
create index on public.shops (region, land, id);

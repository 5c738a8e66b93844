-- fires: codes_country_fkey on public.codes
-- because: an index over lower(country) serves searches by that expression only.
create table public.countries (code text primary key);
create table public.codes (id bigint primary key, country text references public.countries (code));
create index on public.codes (lower(country));

-- silent
-- because: under MATCH SIMPLE a key with a null part refers to nothing, so the row breaks no rule.
create table public.places (country text, code text, primary key (country, code));
create table public.visits (id bigint primary key, country text, code text);
insert into public.visits values (1, 'CH', null);
alter table public.visits add constraint visits_place foreign key (country, code) references public.places (country, code) not valid;

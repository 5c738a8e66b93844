-- fires: public.ticket_numbers, error
-- because: the sequence counts to 2^63, the column that takes from it only to 32,767.
create sequence public.ticket_numbers;
create table public.tickets (no smallint primary key default nextval('public.ticket_numbers'));
select setval('public.ticket_numbers', 32000);

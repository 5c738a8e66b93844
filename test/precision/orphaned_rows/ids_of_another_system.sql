-- silent
-- because: customer_id is a text of the payment provider, not a key of the table customers, whose keys are numbers.
create table public.customers (id bigint primary key);
create table public.charges (id bigint primary key, customer_id text);
insert into public.charges values (1, 'cus_9s6XKzkNRiz8i3'), (2, 'cus_1b');

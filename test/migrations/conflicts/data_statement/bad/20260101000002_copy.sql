-- expect info: public.notes
copy public.notes (id, body) from stdin;
1	one; two
2	it's
\.
-- expect info: public.notes
insert into public.notes values (3, 'after the block');

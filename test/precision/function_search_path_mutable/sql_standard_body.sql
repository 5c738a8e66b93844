-- fires: public.full_name(text,text), info
-- because: the names of such a body were resolved when it was made; the path is missing and does little.
create function public.full_name(first text, last text) returns text language sql immutable return first || ' ' || last;

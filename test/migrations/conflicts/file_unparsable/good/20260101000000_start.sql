-- Nothing but a comment; and a backslash inside of a string is text.
create table public.items (id bigint primary key, path text default '
\a');

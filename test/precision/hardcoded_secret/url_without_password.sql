-- silent
-- because: the addresses name a user, a port or an e-mail, and no password.
create function public.endpoints() returns text[] language sql immutable as $$
  select array['https://deploy@git.internal.net/app.git', 'postgresql://reader@db.internal:5432/app', 'mailto:team@acme.io',
    'https://api.acme.io:8443/v1?next=a:b@c', 'redis://cache:6379/0']
$$;

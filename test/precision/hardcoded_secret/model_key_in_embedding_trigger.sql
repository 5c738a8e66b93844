-- fires: public.embed_document(), error
-- because: the key stands in pg_proc.prosrc, which every role that can connect may read.
-- (Put together here, so that this file holds no key.)
do $make$
begin
  execute format('create function public.embed_document() returns trigger language plpgsql security definer set search_path = '''' as %L',
    $body$
begin
  perform net.http_post(
    url := 'https://api.openai.com/v1/embeddings',
    headers := jsonb_build_object('Authorization', 'Bearer $body$ || 'sk-' || 'proj-' || 'Wm4kP9rTz2LxQ7vB' || 'nD5sHc8J' || $body$'),
    body := jsonb_build_object('input', new.content));
  return new;
end $body$);
end $make$;

-- simpler: no waiting, model is a parameter
create or replace function ollama_chat(prompt text, model text default 'llama3')
returns text
language sql
security definer
as $$
  select net.http_post(
    url := 'http://localhost:11434/api/chat',
    body := jsonb_build_object('model', model, 'messages', jsonb_build_array(jsonb_build_object('role', 'user', 'content', prompt))),
    params := '{}'::jsonb,
    headers := '{}'::jsonb,
    timeout_milliseconds := 30000
  )::text
$$;

create or replace function ollama_embed(input text, model text)
returns bigint
language sql
security definer
as $$
  select net.http_post(
    url := 'http://localhost:11434/api/embeddings',
    body := jsonb_build_object('model', model, 'prompt', input),
    params := '{}'::jsonb,
    headers := '{}'::jsonb,
    timeout_milliseconds := 30000
  )
$$;

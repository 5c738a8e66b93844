-- talk to ollama from the database
create or replace function ollama_chat(prompt text, model text default 'llama3')
returns text
language plpgsql
security definer
as $$
declare
  request_id bigint;
begin
  request_id := net.http_post(
    url := 'http://localhost:11434/api/generate',
    body := jsonb_build_object('model', model, 'prompt', prompt, 'stream', false),
    params := '{}'::jsonb,
    headers := '{"Content-Type": "application/json"}'::jsonb,
    timeout_milliseconds := 30000
  );
  return request_id::text;
end;
$$;

create or replace function ollama_embed(input text)
returns vector(384)
language plpgsql
security definer
as $$
declare
  result vector(384);
begin
  perform net.http_post(
    url := 'http://localhost:11434/api/embeddings',
    body := jsonb_build_object('model', 'all-minilm', 'prompt', input),
    params := '{}'::jsonb,
    headers := '{}'::jsonb,
    timeout_milliseconds := 30000
  );
  select local_embedding into result from memory_embedding_variants limit 1;
  return result;
end;
$$;

-- ollama behind nginx, needs the proxy's token
create or replace function ollama_chat(prompt text, model text default 'llama3')
returns text
language plpgsql
security definer
as $$
declare
  request_id bigint;
begin
  request_id := net.http_post(
    url := 'https://ollama.example.com/api/chat',
    body := jsonb_build_object('model', model, 'prompt', prompt),
    params := '{}'::jsonb,
    headers := '{"Authorization": "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJleGFtcGxlIiwicm9sZSI6InNlcnZpY2Vfcm9sZSJ9.bm90LWEtcmVhbC1zaWduYXR1cmUtMDAwMDAwMDAwMDA"}'::jsonb,
    timeout_milliseconds := 30000
  );
  return request_id::text;
end;
$$;

create or replace function ollama_health()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform net.http_post('https://ollama.example.com/health', '{}'::jsonb, '{}'::jsonb, '{}'::jsonb, 2000);
  return true;
end;
$$;

-- silent
-- because: the body holds the secret's name; its value stays in the vault.
create function public.call_model(p_prompt text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  api_key text;
begin
  select decrypted_secret into api_key from vault.decrypted_secrets where name = 'openai_api_key';
  return net.http_post('https://api.openai.com/v1/responses', jsonb_build_object('input', p_prompt), '{}',
    jsonb_build_object('Authorization', 'Bearer ' || api_key));
end $$;

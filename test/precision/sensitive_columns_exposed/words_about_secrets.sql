-- silent
-- because: an id, a prefix, a brand, a kind and a policy tell about secrets and are none.
create table public.vault_index (id bigint primary key, api_key_id text, api_key_prefix text, credit_card_brand text, token_type text,
  password_policy text, secret_name text, access_token_expires_at timestamptz, otp_enabled boolean, ssn_required boolean, iban_country text);

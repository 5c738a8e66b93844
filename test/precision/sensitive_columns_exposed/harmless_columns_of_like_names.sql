-- silent
-- because: a counter, a date, a flag and names that only contain such a word hold nothing to steal.
create table public.usage (id bigint primary key, token_count integer, password_changed_at timestamptz, has_secret boolean,
  secretary text, tokenizer text, keyboard_layout text, passport_required boolean, cardinality integer);

create function grow(n int) returns int language plpgsql set search_path = '' as $$
begin
  return n + 1; -- one more
end
$$;

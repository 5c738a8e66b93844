/**
 * Stands in for pg_net, which no package of Debian has: `net.http_post` with the signature of pg_net 0.20, which really
 * performs the request, by `curl` on the server's machine. It differs in that the request goes out at once, not after
 * the commit, and that no row of `net._http_response` is kept. Like there, no answer and a bad answer are no error.
 */
export const NET_STAND_IN = `
create schema net;
create function net.http_post(
  url text,
  body jsonb default '{}',
  params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds integer default 5000
) returns bigint
language plpgsql
as $body$
declare
  command text := format('curl --silent --output /dev/null --max-time %s --request POST', timeout_milliseconds / 1000.0);
  header record;
begin
  for header in select key, value from jsonb_each_text(headers) loop
    command := command || ' --header ' || net.shell_quote(header.key || ': ' || header.value);
  end loop;
  command := command || ' --data ' || net.shell_quote(body::text) || ' ' || net.shell_quote(url) || ' || true';
  execute format('copy (select where false) to program %L', command);
  return 1;
end
$body$;
create function net.shell_quote(word text) returns text language sql as $body$
  select '''' || replace(word, '''', '''\\''''') || ''''
$body$;
`;

import type { StandIn } from "./stand_in.ts";

/** A wrapper without a handler: servers, mappings and foreign tables can be made, and cannot be read. */
function wrapper(name: string, version: string): StandIn {
  return {
    name,
    version,
    limits: "foreign tables can be made and not read",
    sql: `create foreign data wrapper ${name};`,
  };
}

const dblink: StandIn = {
  name: "dblink",
  version: "1.2",
  limits: "no connection is made, every answer is empty",
  sql: `
create foreign data wrapper dblink_fdw;
create function dblink_connect(text) returns text language sql as $body$ select 'OK' $body$;
create function dblink_connect(text, text) returns text language sql as $body$ select 'OK' $body$;
create function dblink_disconnect() returns text language sql as $body$ select 'OK' $body$;
create function dblink_disconnect(text) returns text language sql as $body$ select 'OK' $body$;
create function dblink_exec(text) returns text language sql as $body$ select 'OK' $body$;
create function dblink_exec(text, text) returns text language sql as $body$ select 'OK' $body$;
create function dblink(text) returns setof record language plpgsql as $body$ begin return; end $body$;
create function dblink(text, text) returns setof record language plpgsql as $body$ begin return; end $body$;
`,
};

/** PL/V8 by a handler that refuses every call: an internal function of the handler's type that raises. */
const plv8: StandIn = {
  name: "plv8",
  version: "3.1.10",
  schema: "pg_catalog",
  limits: "functions in JavaScript are made, not checked and never run",
  sql: `
create function plv8_call_handler() returns language_handler language internal as 'language_handler_in';
create trusted language plv8 handler plv8_call_handler;
`,
};

/** Wrappers and languages. */
export const FOREIGN_STAND_INS: readonly StandIn[] = [
  wrapper("postgres_fdw", "1.1"),
  wrapper("file_fdw", "1.0"),
  dblink,
  plv8,
];

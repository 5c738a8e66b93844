import type { Database } from "../../src/shared/database/database.ts";
import { standInSql } from "../../src/shared/migrations/prelude/stand_ins.ts";

/**
 * Stand-in for pgvector on servers that do not carry it: type `vector` with its typmods, the distance operators, and
 * access methods `hnsw` and `ivfflat` that are BRIN underneath. The catalog looks as with the real one; distances are not real.
 */
const SQL = `
create type vector;
create function vector_in(cstring, oid, int4) returns vector language internal immutable strict as 'textin';
create function vector_out(vector) returns cstring language internal immutable strict as 'textout';
create function vector_typmod_in(cstring[]) returns int4 language internal immutable strict as 'bittypmodin';
create function vector_typmod_out(int4) returns cstring language internal immutable strict as 'bittypmodout';
create type vector (
  input = vector_in, output = vector_out, typmod_in = vector_typmod_in, typmod_out = vector_typmod_out,
  internallength = variable, storage = extended, alignment = int4
);
create function vector_dims(vector) returns int4 language sql immutable strict
  as $$ select pg_catalog.array_length(pg_catalog.string_to_array($1::text, ','), 1) $$;
create function vector(vector, int4, bool) returns vector language plpgsql immutable strict as $$
begin
  if $2 <> -1 and pg_catalog.array_length(pg_catalog.string_to_array($1::text, ','), 1) <> $2 then
    raise exception 'expected % dimensions, not %', $2, pg_catalog.array_length(pg_catalog.string_to_array($1::text, ','), 1)
      using errcode = '22000';
  end if;
  return $1;
end $$;
create cast (vector as vector) with function vector(vector, int4, bool) as implicit;
create function array_to_vector(real[], int4, bool) returns vector language plpgsql immutable strict as $$
begin
  return ('[' || pg_catalog.array_to_string($1, ',') || ']')::@extschema@.vector;
end $$;
create cast (real[] as vector) with function array_to_vector(real[], int4, bool) as assignment;
create function vector_distance(vector, vector) returns float8 language sql immutable strict as 'select 0.5::float8';
create operator <-> (leftarg = vector, rightarg = vector, procedure = vector_distance);
create operator <=> (leftarg = vector, rightarg = vector, procedure = vector_distance);
create operator <#> (leftarg = vector, rightarg = vector, procedure = vector_distance);
create operator <+> (leftarg = vector, rightarg = vector, procedure = vector_distance);
create function vector_first(vector, vector) returns vector language sql immutable strict as 'select $1';
create aggregate avg (vector) (sfunc = vector_first, stype = vector);
create access method hnsw type index handler brinhandler;
create access method ivfflat type index handler brinhandler;
create operator class vector_cosine_ops for type vector using hnsw as
  function 1 pg_catalog.brin_minmax_opcinfo(internal),
  function 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
  function 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
  function 4 pg_catalog.brin_minmax_union(internal, internal, internal);
create operator class vector_l2_ops for type vector using hnsw as
  function 1 pg_catalog.brin_minmax_opcinfo(internal),
  function 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
  function 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
  function 4 pg_catalog.brin_minmax_union(internal, internal, internal);
create operator class vector_ip_ops for type vector using hnsw as
  function 1 pg_catalog.brin_minmax_opcinfo(internal),
  function 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
  function 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
  function 4 pg_catalog.brin_minmax_union(internal, internal, internal);
create operator class vector_cosine_ops for type vector using ivfflat as
  function 1 pg_catalog.brin_minmax_opcinfo(internal),
  function 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
  function 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
  function 4 pg_catalog.brin_minmax_union(internal, internal, internal);
create operator class vector_l2_ops for type vector using ivfflat as
  function 1 pg_catalog.brin_minmax_opcinfo(internal),
  function 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
  function 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
  function 4 pg_catalog.brin_minmax_union(internal, internal, internal);
create operator class vector_ip_ops for type vector using ivfflat as
  function 1 pg_catalog.brin_minmax_opcinfo(internal),
  function 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
  function 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
  function 4 pg_catalog.brin_minmax_union(internal, internal, internal);
`;

/** Installs the stand-in in a schema, as an extension named `vector`. */
export async function installVectorStandIn(database: Database, schema: string): Promise<void> {
  await database.execute(
    standInSql({ name: "vector", version: "0.8.0", sql: SQL, limits: "distances are not computed" }, schema),
  );
}

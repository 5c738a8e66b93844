import type { StandIn } from "./stand_in.ts";

/** Functions that migrations, policies and generated columns name: `name(arguments) → result`, all answering null. */
const FUNCTIONS = `
st_point(double precision, double precision) geometry
st_point(double precision, double precision, integer) geometry
st_makepoint(double precision, double precision) geometry
st_makepoint(double precision, double precision, double precision) geometry
st_makeline(geometry, geometry) geometry
st_makepolygon(geometry) geometry
st_makeenvelope(double precision, double precision, double precision, double precision, integer default 0) geometry
st_tileenvelope(integer, integer, integer) geometry
st_setsrid(geometry, integer) geometry
st_setsrid(geography, integer) geography
st_srid(geometry) integer
st_srid(geography) integer
st_transform(geometry, integer) geometry
st_geomfromtext(text) geometry
st_geomfromtext(text, integer) geometry
st_geomfromewkt(text) geometry
st_geomfromwkb(bytea) geometry
st_geomfromwkb(bytea, integer) geometry
st_geomfromgeojson(text) geometry
st_geomfromgeojson(json) geometry
st_geomfromgeojson(jsonb) geometry
st_geogfromtext(text) geography
st_geographyfromtext(text) geography
st_pointfromtext(text) geometry
st_pointfromtext(text, integer) geometry
st_astext(geometry) text
st_astext(geography) text
st_asewkt(geometry) text
st_asbinary(geometry) bytea
st_asbinary(geography) bytea
st_asgeojson(geometry, integer default 9, integer default 8) text
st_asgeojson(geography, integer default 9, integer default 0) text
st_asmvtgeom(geometry, geometry, integer default 4096, integer default 256, boolean default true) geometry
st_geohash(geometry, integer default 0) text
st_x(geometry) double precision
st_y(geometry) double precision
st_z(geometry) double precision
st_xmin(geometry) double precision
st_xmax(geometry) double precision
st_ymin(geometry) double precision
st_ymax(geometry) double precision
st_distance(geometry, geometry) double precision
st_distance(geography, geography, boolean default true) double precision
st_distancesphere(geometry, geometry) double precision
st_maxdistance(geometry, geometry) double precision
st_azimuth(geometry, geometry) double precision
st_azimuth(geography, geography) double precision
st_length(geometry) double precision
st_length(geography, boolean default true) double precision
st_perimeter(geometry) double precision
st_area(geometry) double precision
st_area(geography, boolean default true) double precision
st_linelocatepoint(geometry, geometry) double precision
st_dwithin(geometry, geometry, double precision) boolean
st_dwithin(geography, geography, double precision, boolean default true) boolean
st_contains(geometry, geometry) boolean
st_covers(geometry, geometry) boolean
st_covers(geography, geography) boolean
st_coveredby(geometry, geometry) boolean
st_coveredby(geography, geography) boolean
st_crosses(geometry, geometry) boolean
st_disjoint(geometry, geometry) boolean
st_equals(geometry, geometry) boolean
st_intersects(geometry, geometry) boolean
st_intersects(geography, geography) boolean
st_overlaps(geometry, geometry) boolean
st_touches(geometry, geometry) boolean
st_within(geometry, geometry) boolean
st_isvalid(geometry) boolean
st_isempty(geometry) boolean
st_makevalid(geometry) geometry
st_buffer(geometry, double precision, text default '') geometry
st_buffer(geography, double precision) geography
st_centroid(geometry) geometry
st_centroid(geography, boolean default true) geography
st_boundary(geometry) geometry
st_envelope(geometry) geometry
st_expand(geometry, double precision) geometry
st_convexhull(geometry) geometry
st_simplify(geometry, double precision) geometry
st_snaptogrid(geometry, double precision) geometry
st_force2d(geometry) geometry
st_multi(geometry) geometry
st_flipcoordinates(geometry) geometry
st_translate(geometry, double precision, double precision) geometry
st_closestpoint(geometry, geometry) geometry
st_project(geography, double precision, double precision) geography
st_pointn(geometry, integer) geometry
st_startpoint(geometry) geometry
st_endpoint(geometry) geometry
st_geometryn(geometry, integer) geometry
st_npoints(geometry) integer
st_numgeometries(geometry) integer
st_difference(geometry, geometry) geometry
st_intersection(geometry, geometry) geometry
st_union(geometry, geometry) geometry
st_collect(geometry, geometry) geometry
st_geometrytype(geometry) text
geometrytype(geometry) text
postgis_version() text
postgis_full_version() text
`;

const AGGREGATES = ["st_union", "st_collect", "st_makeline"];

const TYPES = ["geometry", "geography"] as const;

/** Types that keep their modifiers, with the operator classes that tables and indexes of them ask for. */
function typeSql(type: (typeof TYPES)[number]): string {
  const compare = (operator: string, name: string) =>
    `create function ${type}_${name}(${type}, ${type}) returns boolean language internal immutable strict as 'bytea${name}';
create operator ${operator} (leftarg = ${type}, rightarg = ${type}, function = ${type}_${name});`;
  const answer = (operator: string, name: string, result: string) =>
    `create function ${type}_${name}(${type}, ${type}) returns ${result} language sql immutable as $body$ select null::${result} $body$;
create operator ${operator} (leftarg = ${type}, rightarg = ${type}, function = ${type}_${name});`;
  return `
create type ${type};
create function ${type}_in(cstring) returns ${type} language internal immutable strict as 'textin';
create function ${type}_out(${type}) returns cstring language internal immutable strict as 'textout';
create function ${type}_recv(internal) returns ${type} language internal immutable strict as 'textrecv';
create function ${type}_send(${type}) returns bytea language internal immutable strict as 'textsend';
create function ${type}_typmod_in(modifiers cstring[]) returns integer language plpgsql immutable strict as $body$
declare
  words constant text[] := modifiers::text[];
  kinds constant text[] := '{geometry,point,linestring,polygon,multipoint,multilinestring,multipolygon,geometrycollection}';
  kind integer := array_position(kinds, regexp_replace(lower(words[1]), '(z|m|zm)$', '')) - 1;
begin
  if words[1] ~ '^[0-9]+$' then
    return words[1]::integer;
  elsif kind is null then
    raise exception 'invalid geometry type modifier: %', words[1] using errcode = '22023';
  end if;
  return (coalesce(words[2]::integer, 0) << 8) | (kind << 2)
    | case when lower(words[1]) ~ 'zm?$' then 2 else 0 end | case when lower(words[1]) ~ 'm$' then 1 else 0 end;
end
$body$;
create function ${type}_typmod_out(integer) returns cstring language internal immutable strict as 'bittypmodout';
create type ${type} (
  input = ${type}_in, output = ${type}_out, receive = ${type}_recv, send = ${type}_send,
  typmod_in = ${type}_typmod_in, typmod_out = ${type}_typmod_out, internallength = variable, storage = main, alignment = int4
);
create cast (${type} as text) without function as assignment;
create cast (text as ${type}) without function as implicit;
${compare("<", "lt")}
${compare("<=", "le")}
${compare("=", "eq")}
${compare(">=", "ge")}
${compare(">", "gt")}
create function ${type}_cmp(${type}, ${type}) returns integer language internal immutable strict as 'byteacmp';
create operator class btree_${type}_ops default for type ${type} using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 ${type}_cmp(${type}, ${type});
${answer("&&", "overlaps", "boolean")}
${answer("<->", "distance", "double precision")}
`;
}

/**
 * An operator class of GiST makes indexes possible; having no operators it serves no query. Its functions are those of
 * pg_trgm, for text, which these types are here: the core has none that take any text.
 */
const GIST = `
do $gist$
declare
  classes constant text[] := array['gist_geometry_ops_2d', 'gist_geography_ops'];
  types constant text[] := array['geometry', 'geography'];
begin
  create type postgis_key;
  create function postgis_key_in(cstring) returns postgis_key language c immutable strict as '$libdir/pg_trgm', 'gtrgm_in';
  create function postgis_key_out(postgis_key) returns cstring language c immutable strict as '$libdir/pg_trgm', 'gtrgm_out';
  create type postgis_key (input = postgis_key_in, output = postgis_key_out, internallength = variable);
  create function postgis_consistent(internal, text, smallint, oid, internal) returns boolean language c immutable as '$libdir/pg_trgm', 'gtrgm_consistent';
  create function postgis_compress(internal) returns internal language c immutable as '$libdir/pg_trgm', 'gtrgm_compress';
  create function postgis_decompress(internal) returns internal language c immutable as '$libdir/pg_trgm', 'gtrgm_decompress';
  create function postgis_penalty(internal, internal, internal) returns internal language c immutable as '$libdir/pg_trgm', 'gtrgm_penalty';
  create function postgis_picksplit(internal, internal) returns internal language c immutable as '$libdir/pg_trgm', 'gtrgm_picksplit';
  create function postgis_union(internal, internal) returns postgis_key language c immutable as '$libdir/pg_trgm', 'gtrgm_union';
  create function postgis_same(postgis_key, postgis_key, internal) returns internal language c immutable as '$libdir/pg_trgm', 'gtrgm_same';
  for place in 1 .. 2 loop
    execute format('create operator class %I default for type %I using gist as
      function 1 postgis_consistent(internal, text, smallint, oid, internal), function 2 postgis_union(internal, internal),
      function 3 postgis_compress(internal), function 4 postgis_decompress(internal), function 5 postgis_penalty(internal, internal, internal),
      function 6 postgis_picksplit(internal, internal), function 7 postgis_same(postgis_key, postgis_key, internal), storage postgis_key',
      classes[place], types[place]);
  end loop;
exception when others then
  -- A server without pg_trgm's library gets no such indexes.
  null;
end
$gist$;
`;

function functionsSql(): string {
  const functions = FUNCTIONS.trim()
    .split("\n")
    .map((line) => {
      const end = line.lastIndexOf(") ") + 1;
      const [signature, result] = [line.slice(0, end), line.slice(end + 1)];
      return `create function ${signature} returns ${result} language sql immutable as $body$ select null::${result} $body$;`;
    });
  const aggregates = AGGREGATES.map(
    (name) => `create aggregate ${name}(geometry) (sfunc = postgis_first, stype = geometry);`,
  );
  return [
    "create function postgis_first(geometry, geometry) returns geometry language sql immutable as $body$ select coalesce($1, $2) $body$;",
    ...functions,
    ...aggregates,
  ].join("\n");
}

/** PostGIS: types that hold any text, and the functions that migrations name most. */
export const postgis: StandIn = {
  name: "postgis",
  version: "3.3.7",
  limits:
    "geometries are kept as text and not checked, functions answer null, indexes serve no query, and modifiers of types are printed as a number",
  sql: `
set local check_function_bodies = off;
${TYPES.map(typeSql).join("")}
create cast (geometry as geography) without function as implicit;
create cast (geography as geometry) without function;
create type geometry_dump as (path integer[], geom geometry);
create table spatial_ref_sys (
  srid integer not null primary key check (srid > 0 and srid <= 998999),
  auth_name varchar(256),
  auth_srid integer,
  srtext varchar(2048),
  proj4text varchar(2048)
);
grant select on spatial_ref_sys to public;
create view geometry_columns as select null::varchar as f_table_catalog, null::name as f_table_schema, null::name as f_table_name,
  null::name as f_geometry_column, null::integer as coord_dimension, null::integer as srid, null::varchar as type where false;
create view geography_columns as select null::name as f_table_catalog, null::name as f_table_schema, null::name as f_table_name,
  null::name as f_geography_column, null::integer as coord_dimension, null::integer as srid, null::text as type where false;
${functionsSql()}
${GIST}
`,
};

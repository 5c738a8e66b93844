/** What an extension brings: the names by which SQL asks for it. */
export interface ExtensionObjects {
  /** The schema its control file fixes: everything in it is the extension's. */
  readonly schema?: string;
  /** Every Supabase project starts with it. */
  readonly preinstalled?: true;
  readonly functions?: string;
  readonly types?: string;
  readonly opclasses?: string;
  readonly relations?: string;
}

const VECTOR_OPCLASSES = ["vector", "halfvec", "sparsevec"]
  .flatMap((type) => ["cosine", "ip", "l1", "l2"].map((distance) => `${type}_${distance}_ops`))
  .join(" ");

const TRIGRAM_FUNCTIONS =
  "set_limit show_limit show_trgm similarity similarity_dist strict_word_similarity word_similarity";

const POSTGIS_TYPES = "box2d box3d geography geometry geometry_dump raster";

/** The extensions that a Supabase project can enable and whose objects migrations name, by name. */
export const EXTENSION_OBJECTS: Readonly<Record<string, ExtensionObjects>> = {
  address_standardizer: { functions: "parse_address standardize_address" },
  btree_gin: {},
  btree_gist: {
    functions: "cash_dist date_dist int4_dist int8_dist interval_dist time_dist ts_dist tstz_dist",
    opclasses:
      "gist_bit_ops gist_bool_ops gist_bpchar_ops gist_bytea_ops gist_cash_ops gist_cidr_ops gist_date_ops gist_enum_ops gist_float4_ops gist_float8_ops gist_inet_ops gist_int2_ops gist_int4_ops gist_int8_ops gist_interval_ops gist_numeric_ops gist_oid_ops gist_text_ops gist_time_ops gist_timestamp_ops gist_timestamptz_ops gist_timetz_ops gist_uuid_ops",
  },
  citext: { types: "citext", opclasses: "citext_ops citext_pattern_ops" },
  cube: {
    functions: "cube_distance cube_enlarge cube_ll_coord cube_ur_coord",
    types: "cube",
    opclasses: "gist_cube_ops",
  },
  earthdistance: {
    functions: "earth earth_box earth_distance geo_distance ll_to_earth",
    types: "earth",
  },
  fuzzystrmatch: {
    functions:
      "daitch_mokotoff difference dmetaphone dmetaphone_alt levenshtein levenshtein_less_equal metaphone soundex",
  },
  hstore: {
    functions:
      "akeys avals hstore hstore_to_array hstore_to_json hstore_to_jsonb hstore_to_matrix skeys svals",
    types: "hstore",
    opclasses: "gin_hstore_ops gist_hstore_ops hash_hstore_ops",
  },
  http: {
    functions:
      "http http_delete http_get http_head http_header http_patch http_post http_put http_reset_curlopt http_set_curlopt urlencode",
    types: "http_header http_method http_request http_response",
  },
  hypopg: { functions: "hypopg hypopg_create_index hypopg_drop_index hypopg_reset" },
  index_advisor: { functions: "index_advisor" },
  intarray: {
    functions: "icount querytree sort_asc sort_desc subarray uniq",
    types: "query_int",
    opclasses: "gin__int_ops gist__int_ops gist__intbig_ops",
  },
  isn: { types: "ean13 isbn isbn13 ismn ismn13 issn issn13 upc" },
  ltree: {
    functions: "lca ltree2text nlevel subltree subpath text2ltree",
    types: "lquery ltree ltxtquery",
    opclasses: "gist__ltree_ops gist_ltree_ops hash_ltree_ops ltree_ops",
  },
  moddatetime: { functions: "moddatetime" },
  pg_cron: { schema: "cron" },
  pg_graphql: { schema: "graphql", preinstalled: true },
  pg_hashids: { functions: "hash_decode hash_encode id_decode id_decode_once id_encode" },
  pg_jsonschema: {
    functions: "json_matches_schema jsonb_matches_schema jsonschema_is_valid jsonschema_validation_errors",
  },
  pg_net: { schema: "net" },
  pg_stat_statements: { preinstalled: true },
  pg_trgm: { functions: TRIGRAM_FUNCTIONS, opclasses: "gin_trgm_ops gist_trgm_ops" },
  pgcrypto: { preinstalled: true },
  pgjwt: { functions: "algorithm_sign sign url_decode url_encode verify" },
  pgmq: { schema: "pgmq" },
  pgroonga: {
    functions:
      "pgroonga_command pgroonga_highlight_html pgroonga_normalize pgroonga_query_escape pgroonga_query_extract_keywords pgroonga_score pgroonga_snippet_html pgroonga_tokenize",
    opclasses:
      "pgroonga_jsonb_ops_v2 pgroonga_text_array_term_search_ops_v2 pgroonga_text_full_text_search_ops_v2 pgroonga_text_regexp_ops_v2 pgroonga_text_term_search_ops_v2 pgroonga_varchar_full_text_search_ops_v2",
  },
  pgrouting: { functions: "pgr_astar pgr_createtopology pgr_dijkstra pgr_drivingdistance pgr_ksp" },
  pgsodium: { schema: "pgsodium" },
  pgtap: {
    functions:
      "col_is_fk col_is_pk finish has_column has_function has_table is_empty no_plan plan policies_are results_eq throws_ok",
  },
  plpgsql_check: {
    functions: "plpgsql_check_function plpgsql_check_function_tb plpgsql_profiler_function_tb",
  },
  postgis: {
    functions:
      "geography geometry geometrytype postgis_full_version postgis_version st_area st_asbinary st_asewkt st_asgeojson st_asmvt st_asmvtgeom st_astext st_azimuth st_boundary st_buffer st_centroid st_closestpoint st_clusterdbscan st_clusterkmeans st_collect st_contains st_convexhull st_covers st_coveredby st_crosses st_difference st_disjoint st_distance st_distancesphere st_dump st_dwithin st_envelope st_equals st_expand st_extent st_flipcoordinates st_force2d st_geogfromtext st_geohash st_geomfromewkt st_geomfromgeojson st_geomfromtext st_geomfromwkb st_intersection st_intersects st_isvalid st_length st_linelocatepoint st_makeenvelope st_makeline st_makepoint st_makepolygon st_makevalid st_maxdistance st_multi st_npoints st_numgeometries st_overlaps st_perimeter st_point st_pointfromtext st_pointn st_project st_setsrid st_simplify st_snaptogrid st_srid st_tileenvelope st_touches st_transform st_translate st_union st_within st_x st_xmax st_xmin st_y st_ymax st_ymin",
    types: POSTGIS_TYPES,
    opclasses: "gist_geography_ops gist_geometry_ops_2d gist_geometry_ops_nd spgist_geometry_ops_2d",
    relations: "geography_columns geometry_columns spatial_ref_sys",
  },
  postgis_tiger_geocoder: { schema: "tiger", functions: "geocode normalize_address" },
  postgis_topology: { schema: "topology" },
  rum: { opclasses: "rum_tsvector_addon_ops rum_tsvector_ops" },
  seg: { types: "seg" },
  supabase_vault: { schema: "vault", preinstalled: true },
  tablefunc: { functions: "connectby crosstab crosstab2 crosstab3 crosstab4 normal_rand" },
  timescaledb: {
    functions:
      "add_compression_policy add_continuous_aggregate_policy add_dimension add_retention_policy create_hypertable drop_chunks show_chunks time_bucket time_bucket_gapfill",
  },
  unaccent: { functions: "unaccent" },
  "uuid-ossp": { preinstalled: true },
  vector: {
    functions:
      "array_to_halfvec array_to_sparsevec array_to_vector binary_quantize cosine_distance hamming_distance inner_product jaccard_distance l1_distance l2_distance l2_norm l2_normalize vector_dims vector_norm",
    types: "halfvec sparsevec vector",
    opclasses: `${VECTOR_OPCLASSES} bit_hamming_ops bit_jaccard_ops`,
  },
};

/** Functions of the extensions that every project starts with, found through `extensions` on the path. */
const PREINSTALLED_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    "armor crypt dearmor decrypt decrypt_iv digest encrypt encrypt_iv gen_random_bytes gen_random_uuid gen_salt hmac " +
    "pg_stat_statements_reset pgp_key_id pgp_pub_decrypt pgp_pub_decrypt_bytea pgp_pub_encrypt pgp_pub_encrypt_bytea " +
    "pgp_sym_decrypt pgp_sym_decrypt_bytea pgp_sym_encrypt pgp_sym_encrypt_bytea uuid_generate_v1 uuid_generate_v1mc " +
    "uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid uuid_ns_url uuid_ns_x500"
  ).split(" "),
);

type Part = "functions" | "types" | "opclasses" | "relations";

const owners: Readonly<Record<Part, ReadonlyMap<string, string>>> = {
  functions: ownersOf("functions"),
  types: ownersOf("types"),
  opclasses: ownersOf("opclasses"),
  relations: ownersOf("relations"),
};

const schemaOwners: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSION_OBJECTS).flatMap(([name, { schema }]) =>
    schema === undefined ? [] : [[schema, name] as const],
  ),
);

function ownersOf(part: Part): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(EXTENSION_OBJECTS).flatMap(([extension, objects]) =>
      (objects[part] ?? "")
        .split(" ")
        .filter((name) => name !== "")
        .map((name) => [name, extension] as const),
    ),
  );
}

/** The extension that alone brings an object of this name. */
export function extensionWith(part: Part, name: string): string | undefined {
  return owners[part].get(name);
}

/** The extension that owns a schema of this name, as `cron` is pg_cron's. */
export function extensionOfSchema(schema: string): string | undefined {
  return schemaOwners.get(schema);
}

/** Whether a project starts with the extension. */
export function isPreinstalled(extension: string): boolean {
  return EXTENSION_OBJECTS[extension]?.preinstalled === true;
}

/** Whether an extension that every project starts with has a function of this name. */
export function isPreinstalledFunction(name: string): boolean {
  return PREINSTALLED_FUNCTIONS.has(name);
}

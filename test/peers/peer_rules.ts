/** Splinter's rules by number. `advisors` says whether `supabase db advisors` 2.122.1 carries the rule. */
export const PEER_RULES = [
  { number: "0001", name: "unindexed_foreign_keys", advisors: true },
  { number: "0002", name: "auth_users_exposed", advisors: true },
  { number: "0003", name: "auth_rls_initplan", advisors: true },
  { number: "0004", name: "no_primary_key", advisors: true },
  { number: "0005", name: "unused_index", advisors: true },
  { number: "0006", name: "multiple_permissive_policies", advisors: true },
  { number: "0007", name: "policy_exists_rls_disabled", advisors: true },
  { number: "0008", name: "rls_enabled_no_policy", advisors: true },
  { number: "0009", name: "duplicate_index", advisors: true },
  { number: "0010", name: "security_definer_view", advisors: true },
  { number: "0011", name: "function_search_path_mutable", advisors: true },
  { number: "0013", name: "rls_disabled_in_public", advisors: true },
  { number: "0014", name: "extension_in_public", advisors: true },
  { number: "0015", name: "rls_references_user_metadata", advisors: true },
  { number: "0016", name: "materialized_view_in_api", advisors: true },
  { number: "0017", name: "foreign_table_in_api", advisors: true },
  { number: "0018", name: "unsupported_reg_types", advisors: true },
  { number: "0019", name: "insecure_queue_exposed_in_api", advisors: true },
  { number: "0020", name: "table_bloat", advisors: true },
  { number: "0021", name: "fkey_to_auth_unique", advisors: true },
  { number: "0022", name: "extension_versions_outdated", advisors: true },
  { number: "0023", name: "sensitive_columns_exposed", advisors: true },
  { number: "0024", name: "rls_policy_always_true", advisors: true },
  { number: "0025", name: "public_bucket_allows_listing", advisors: false },
  { number: "0026", name: "pg_graphql_anon_table_exposed", advisors: false },
  { number: "0027", name: "pg_graphql_authenticated_table_exposed", advisors: false },
  { number: "0028", name: "anon_security_definer_function_executable", advisors: false },
  { number: "0029", name: "authenticated_security_definer_function_executable", advisors: false },
] as const;

/** Name of a rule of splinter. */
export type PeerRule = (typeof PEER_RULES)[number]["name"];

import type { PeerRule } from "./peer_rules.ts";

/** Rules of splinter that this version does not have; their findings are not compared. Meant to be empty. */
export const PENDING_RULES: readonly PeerRule[] = [
  "unindexed_foreign_keys",
  "auth_users_exposed",
  "no_primary_key",
  "unused_index",
  "duplicate_index",
  "materialized_view_in_api",
  "foreign_table_in_api",
  "unsupported_reg_types",
  "insecure_queue_exposed_in_api",
  "table_bloat",
  "fkey_to_auth_unique",
  "extension_versions_outdated",
  "public_bucket_allows_listing",
  "pg_graphql_anon_table_exposed",
  "pg_graphql_authenticated_table_exposed",
];

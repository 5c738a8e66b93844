/**
 * An extension of Supabase that the engine was not compiled with, stood in for by SQL: objects of the same names,
 * signatures and row types, so that statements naming them resolve. What a body does is said in `limits`.
 */
export interface StandIn {
  readonly name: string;
  /** Version that `create extension` records. */
  readonly version: string;
  /** Schema its control file fixes; the user's choice (or the first of search_path) when undefined. */
  readonly schema?: string;
  readonly requires?: readonly string[];
  /** Runs with its schema first in search_path; `@extschema@` is that schema. */
  readonly sql: string;
  /** What the stand-in does not do, one sentence. */
  readonly limits: string;
}

import { PGlite } from "@electric-sql/pglite";
import { amcheck } from "@electric-sql/pglite/contrib/amcheck";
import { bloom } from "@electric-sql/pglite/contrib/bloom";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { btree_gist } from "@electric-sql/pglite/contrib/btree_gist";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { cube } from "@electric-sql/pglite/contrib/cube";
import { dict_int } from "@electric-sql/pglite/contrib/dict_int";
import { dict_xsyn } from "@electric-sql/pglite/contrib/dict_xsyn";
import { earthdistance } from "@electric-sql/pglite/contrib/earthdistance";
import { fuzzystrmatch } from "@electric-sql/pglite/contrib/fuzzystrmatch";
import { hstore } from "@electric-sql/pglite/contrib/hstore";
import { intarray } from "@electric-sql/pglite/contrib/intarray";
import { isn } from "@electric-sql/pglite/contrib/isn";
import { lo } from "@electric-sql/pglite/contrib/lo";
import { ltree } from "@electric-sql/pglite/contrib/ltree";
import { moddatetime } from "@electric-sql/pglite/contrib/moddatetime";
import { pageinspect } from "@electric-sql/pglite/contrib/pageinspect";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { seg } from "@electric-sql/pglite/contrib/seg";
import { tablefunc } from "@electric-sql/pglite/contrib/tablefunc";
import { tcn } from "@electric-sql/pglite/contrib/tcn";
import { tsm_system_rows } from "@electric-sql/pglite/contrib/tsm_system_rows";
import { tsm_system_time } from "@electric-sql/pglite/contrib/tsm_system_time";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { uuid_ossp } from "@electric-sql/pglite/contrib/uuid_ossp";
import { pg_hashids } from "@electric-sql/pglite-pg_hashids";
import { pgtap } from "@electric-sql/pglite-pgtap";
import { vector } from "@electric-sql/pglite-pgvector";

import { chosenExtensions, extensionNames, LOADED_LATE } from "./compiled_extensions.ts";
import type { Engine } from "./engine.ts";

/** What 18 reads and writes by helpers, where there is one process. */
const ONE_PROCESS = ["-c", "io_method=sync", "-c", "max_parallel_maintenance_workers=0"];

const EXTENSIONS = {
  amcheck,
  bloom,
  btree_gin,
  btree_gist,
  citext,
  cube,
  dict_int,
  dict_xsyn,
  earthdistance,
  fuzzystrmatch,
  hstore,
  intarray,
  isn,
  lo,
  moddatetime,
  ltree,
  pageinspect,
  pg_hashids,
  pg_trgm,
  pgcrypto,
  pgtap,
  seg,
  tablefunc,
  tcn,
  tsm_system_rows,
  tsm_system_time,
  unaccent,
  uuid_ossp,
  vector,
};

/** Arrays are handed out as text: to read every array type at the start, as the driver does, took a fifth of opening. */
class TextArrays extends PGlite {
  override _initArrayTypes(): Promise<void> {
    return Promise.resolve();
  }
}

/** Postgres 18. */
export const ENGINE_18: Engine = {
  extensions: extensionNames(EXTENSIONS),
  start: async ({ startParams, initDbStartParams, extensions, ...options }) => {
    const engine = new TextArrays({
      ...options,
      startParams: [...startParams, ...ONE_PROCESS],
      initDbStartParams: [...initDbStartParams],
      extensions: { loadedLate: LOADED_LATE, ...chosenExtensions(EXTENSIONS, extensions) },
    });
    await engine.waitReady;
    return engine;
  },
};

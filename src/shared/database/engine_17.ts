import { PGlite } from "pglite-17";
import { amcheck } from "pglite-17/contrib/amcheck";
import { bloom } from "pglite-17/contrib/bloom";
import { btree_gin } from "pglite-17/contrib/btree_gin";
import { btree_gist } from "pglite-17/contrib/btree_gist";
import { citext } from "pglite-17/contrib/citext";
import { cube } from "pglite-17/contrib/cube";
import { dict_int } from "pglite-17/contrib/dict_int";
import { dict_xsyn } from "pglite-17/contrib/dict_xsyn";
import { earthdistance } from "pglite-17/contrib/earthdistance";
import { fuzzystrmatch } from "pglite-17/contrib/fuzzystrmatch";
import { hstore } from "pglite-17/contrib/hstore";
import { intarray } from "pglite-17/contrib/intarray";
import { isn } from "pglite-17/contrib/isn";
import { lo } from "pglite-17/contrib/lo";
import { ltree } from "pglite-17/contrib/ltree";
import { pageinspect } from "pglite-17/contrib/pageinspect";
import { pg_trgm } from "pglite-17/contrib/pg_trgm";
import { pgcrypto } from "pglite-17/contrib/pgcrypto";
import { seg } from "pglite-17/contrib/seg";
import { tablefunc } from "pglite-17/contrib/tablefunc";
import { tcn } from "pglite-17/contrib/tcn";
import { tsm_system_rows } from "pglite-17/contrib/tsm_system_rows";
import { tsm_system_time } from "pglite-17/contrib/tsm_system_time";
import { unaccent } from "pglite-17/contrib/unaccent";
import { uuid_ossp } from "pglite-17/contrib/uuid_ossp";
import { pg_hashids } from "pglite-17/pg_hashids";
import { pgtap } from "pglite-17/pgtap";
import { vector } from "pglite-17/vector";

import { chosenExtensions, extensionNames, LOADED_LATE } from "./compiled_extensions.ts";
import type { Engine } from "./engine.ts";

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

/** Postgres 17. */
export const ENGINE_17: Engine = {
  extensions: extensionNames(EXTENSIONS),
  start: async ({ startParams, initDbStartParams, extensions, ...options }) => {
    const engine = new TextArrays({
      ...options,
      startParams: [...startParams],
      initDbStartParams: [...initDbStartParams],
      extensions: { loadedLate: LOADED_LATE, ...chosenExtensions(EXTENSIONS, extensions) },
    });
    await engine.waitReady;
    return engine;
  },
};

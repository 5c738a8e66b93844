import { CLUSTER_SOURCES } from "./cluster.ts";
import { constraints, indexes } from "./constraints.ts";
import { RARE_SOURCES } from "./rare.ts";
import { columns, relations } from "./relations.ts";
import { routines } from "./routines.ts";
import type { ObjectSource, OtherSource } from "./source.ts";
import { policies, triggers } from "./triggers.ts";
import { schemas, sequences, types } from "./types.ts";

/** Every source of objects that lie in schemas. */
export const OBJECT_SOURCES: readonly ObjectSource[] = [
  schemas,
  relations,
  columns,
  constraints,
  indexes,
  routines,
  triggers,
  policies,
  types,
  sequences,
];

/** Every source of objects that are read whole. */
export const OTHER_SOURCES: readonly OtherSource[] = [...CLUSTER_SOURCES, ...RARE_SOURCES];

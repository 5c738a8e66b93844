import { isPlatformSchema } from "../catalog/scope.ts";
import type { CreationIndex } from "./creation_index.ts";
import type { ObjectEvent, ReadStatement, Reference } from "./reading.ts";
import type { MissingReference } from "./timeline.ts";
import type { World } from "./world.ts";

/** What is known when a statement runs. */
interface PolicyKnowledge {
  readonly world: World;
  readonly creations: CreationIndex;
  readonly position: number;
  /** Names that somebody may have made unseen. */
  readonly untold: ReadonlySet<string>;
}

/** A policy that is altered, renamed or dropped without `if exists` must be there. */
export function missingPolicy(
  { event, ref, ifExists, unqualified }: ObjectEvent,
  statement: ReadStatement,
  { world, creations, position, untold }: PolicyKnowledge,
): MissingReference | undefined {
  const isChange = event === "alter" || event === "rename" || event === "drop";
  if (ref.kind !== "policy" || !isChange || ifExists) return undefined;
  const schemas = unqualified ? [...statement.searchPath, "public"] : [ref.schema ?? ""];
  const [table] = schemas.flatMap((schema) => world.table(schema, ref.table ?? "") ?? []);
  if (table === undefined && !isPlatformSchema(ref.schema ?? "")) return undefined;
  if (table?.parts.has(`policy\u0000${ref.name}`) === true || untold.has(ref.name)) return undefined;
  const by = creations.policyAfter(ref, position);
  const reference: Reference = { kind: "policy", name: ref.name, place: "policy", deferred: false };
  return {
    reference,
    statement,
    reason: by === undefined ? "never" : "later",
    ref,
    ...(by === undefined ? {} : { by }),
  };
}

import type { Verdict } from "../../rules/rule.ts";
import type { Conflict } from "./conflict.ts";
import { type DefinerDefinition, definerDefinitions } from "./definitions.ts";
import { createDiscriminators, placeOfOrigin, placeText } from "./refs.ts";

/** SECURITY DEFINER routines that look names up in the path of their caller. */
export const securityDefinerWithoutSearchPath: Conflict = {
  id: "security_definer_without_search_path",
  title: "SECURITY DEFINER routine without a search_path of its own",
  summary: "A statement that makes a SECURITY DEFINER function or procedure without `set search_path`.",
  severity: "warn",
  category: "routine",
  rationale:
    "Names in the body are looked up in the path of whoever calls it. Who can create an object in an earlier schema of that path, or in pg_temp, puts an own table or function in place of the one that was meant, and it runs with the owner's rights.",
  sources: [
    "splinter 0011_function_search_path_mutable",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
  ],
  limits:
    "A routine that the same file pins by ALTER is left out; one that a later file pins, replaces or drops is `info` and says so.",
  *check({ reading }) {
    const discriminate = createDiscriminators();
    for (const definition of definerDefinitions(reading)) {
      const { routine, file } = definition;
      if (routine.pinned && routine.pinnedBy === undefined) continue;
      if (routine.pinnedBy?.statement.file === file) continue;
      yield verdict(definition, discriminate(file, definition.ref));
    }
  },
};

function verdict(
  { routine, origin, ref, signature, fate }: DefinerDefinition,
  discriminator: string,
): Verdict {
  const healed =
    fate ?? (routine.pinnedBy === undefined ? undefined : `pinned in ${placeText(routine.pinnedBy)}`);
  return {
    object: ref,
    discriminator,
    ...(healed === undefined ? {} : { severity: "info" as const }),
    message: `${signature} is made SECURITY DEFINER without \`set search_path\`${
      healed === undefined ? ", so that its caller's path decides what its names mean" : `; it is ${healed}`
    }.`,
    evidence: { signature, alive: fate === undefined, ...(healed === undefined ? {} : { fate: healed }) },
    remediation: {
      ...(origin.statement.file.down
        ? {}
        : {
            sql: `alter routine ${signature} set search_path = '';`,
            undo_sql: `alter routine ${signature} reset search_path;`,
          }),
      safety: "review",
      note: "Belongs into a new migration. Names of the body must then have their schemas: write it anew with public.… and extensions.… first. `supawarden audit` works out the path under which a body finds what it finds now.",
    },
    location: placeOfOrigin(origin),
  };
}

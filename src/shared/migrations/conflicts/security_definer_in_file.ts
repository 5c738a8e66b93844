import { qualified } from "../../catalog/identity.ts";
import type { Verdict } from "../../rules/rule.ts";
import { funcName, walk } from "../../sql/walk.ts";
import type { StateRoutine } from "../state/schema_objects.ts";
import type { Conflict } from "./conflict.ts";
import { type DefinerDefinition, definerDefinitions } from "./definitions.ts";
import { exposedIn } from "./exposed.ts";
import { createDiscriminators, placeOfOrigin } from "./refs.ts";

/** Every definition of a SECURITY DEFINER routine. */
export const securityDefinerInFile: Conflict = {
  id: "security_definer_in_file",
  title: "SECURITY DEFINER routine in a migration",
  summary:
    "Every statement that makes a SECURITY DEFINER function or procedure, with what later files do with it.",
  severity: "warn",
  category: "routine",
  rationale:
    "The routine runs with the rights of its owner, on Supabase mostly `postgres`, who goes past row level security. Everybody may execute a new function, so in a schema that the Data API serves it answers whoever has the public key.",
  sources: [
    "https://supabase.com/docs/guides/database/functions#security-definer-vs-invoker",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
  ],
  limits:
    "Statements are counted, not routines: one that is written three times is reported three times, and what later files replace, drop or turn to invoker is `info` and says so. `info` too are the uses for which Supabase documents it: triggers on auth.users, event triggers, helpers of policies in a schema that is not exposed. The words in comments, texts and bodies are no statements. Functions whose text a loop builds with names from elsewhere are not seen.",
  *check({ reading, config }) {
    const discriminate = createDiscriminators();
    const exposed = exposedIn(config);
    for (const definition of definerDefinitions(reading)) {
      yield verdict(definition, { discriminator: discriminate(definition.file, definition.ref), exposed });
    }
  },
};

function verdict(
  definition: DefinerDefinition,
  { discriminator, exposed }: { readonly discriminator: string; readonly exposed: readonly string[] },
): Verdict {
  const { routine, origin, ref, signature, fate } = definition;
  const use = fate === undefined ? documentedUse(definition, exposed) : undefined;
  const isExposed = exposed.includes(routine.schema);
  return {
    object: ref,
    discriminator,
    severity: fate !== undefined || use !== undefined ? "info" : "warn",
    message: `${signature} is made SECURITY DEFINER${
      fate !== undefined
        ? `; it is ${fate}`
        : use !== undefined
          ? `: ${use}, for which it is documented`
          : isExposed
            ? ` in schema ${routine.schema}, which the Data API serves`
            : ""
    }.`,
    evidence: {
      signature,
      alive: fate === undefined,
      ...(fate === undefined ? {} : { fate }),
      ...(use === undefined ? {} : { use }),
      exposed_schema: isExposed,
      search_path_pinned: routine.pinned,
    },
    remediation: {
      ...(origin.statement.file.down
        ? {}
        : {
            sql: `alter routine ${signature} security invoker;`,
            undo_sql: `alter routine ${signature} security definer;`,
          }),
      safety: "review",
      note: "Belongs into a new migration. The routine then works with the rights of its caller: grant what it needs and let policies decide. Where the owner's rights are needed, move it to a schema that is not exposed, pin its search_path and revoke execute from public, anon and authenticated.",
    },
    location: placeOfOrigin(origin),
  };
}

/** The documented use of a routine, as far as the folder shows one. */
function documentedUse(
  { routine, state }: DefinerDefinition,
  exposed: readonly string[],
): string | undefined {
  const triggers = [...routine.triggers];
  if (triggers.some(({ relation }) => relation === undefined)) return "the function of an event trigger";
  const tables = triggers.flatMap(({ relation }) => relation ?? []);
  if (tables.length > 0 && tables.every(({ schema, name }) => schema === "auth" && name === "users")) {
    return "the function of a trigger on auth.users";
  }
  if (!exposed.includes(routine.schema) && isPolicyHelper({ routine, state })) {
    return "a helper of policies in a schema that is not exposed";
  }
  return undefined;
}

function isPolicyHelper({ routine, state }: Pick<DefinerDefinition, "routine" | "state">): boolean {
  for (const { using, check } of state.policies()) {
    for (const clause of [using, check]) if (clause !== undefined && calls(clause, routine)) return true;
  }
  return false;
}

function calls(clause: Parameters<typeof walk>[0], routine: StateRoutine): boolean {
  let found = false;
  walk(clause, (kind, fields) => {
    if (kind !== "FuncCall") return;
    const { schema, name } = funcName(fields);
    found ||=
      schema === undefined ? name === routine.name : qualified({ schema, name }) === qualified(routine);
  });
  return found;
}

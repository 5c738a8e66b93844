import { qualified, schemaObjectRef } from "../../catalog/identity.ts";
import { isPlatformSchema } from "../../catalog/scope.ts";
import { someOf } from "../../rules/routine_sql.ts";
import type { Verdict } from "../../rules/rule.ts";
import type { ReadFolder } from "../reading.ts";
import { stateOf } from "../state/folder_state.ts";
import type { StateRelation } from "../state/schema_objects.ts";
import type { Conflict } from "./conflict.ts";
import { exposedIn, isServed } from "./exposed.ts";
import { placeOfOrigin, placeText } from "./refs.ts";

/** Views that a folder leaves with the rights of their owner where the Data API serves them. */
export const viewWithoutSecurityInvoker: Conflict = {
  id: "view_without_security_invoker",
  title: "View reads with its owner's rights",
  summary: "A view of an exposed schema whose `security_invoker` is not on when all files have run.",
  severity: "error",
  category: "routine",
  rationale:
    "Without `security_invoker` Postgres tests privileges and row policies against the view's owner, on Supabase mostly `postgres`, who goes past row level security. Whoever may use the view sees every row of the tables below.",
  sources: [
    "splinter 0010_security_definer_view",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#views",
    "https://www.postgresql.org/docs/current/sql-createview.html",
  ],
  limits:
    "Materialized views, which have no such option, are left out, and so is a view from which a statement of the folder takes all privileges of both API roles. `create or replace view` without the option takes it away again, as Postgres does. Severity is `warn` where nothing that the view reads has row level security, is a view, or comes from elsewhere.",
  *check({ reading, config }) {
    const exposed = exposedIn(config);
    for (const folder of reading.folders) {
      const state = stateOf(folder, reading.parser);
      for (const view of state.relations.values()) {
        if (view.kind !== "view" || view.invoker || isPlatformSchema(view.schema)) continue;
        if (isServed(state, view, exposed)) yield verdict(view, folder);
      }
    }
  },
};

function verdict(view: StateRelation, folder: ReadFolder): Verdict {
  const name = qualified(view);
  const isGuarded = view.reads.some(
    ({ rls, rlsDoubt, kind, schema }) =>
      rls || rlsDoubt !== undefined || ["view", "unknown"].includes(kind) || isPlatformSchema(schema),
  );
  const { settings, made } = view;
  const origin = settings ?? made;
  return {
    object: schemaObjectRef("relation", view),
    severity: isGuarded ? "error" : "warn",
    discriminator: folder.path,
    message: `${name} is left with its owner's rights${origin === undefined ? "" : ` by ${placeText(origin)}`}${
      view.reads.length === 0 ? "" : `; it reads ${someOf(view.reads.map(qualified))}`
    }.`,
    evidence: {
      schema: view.schema,
      reads: view.reads.map((relation) => ({ relation: qualified(relation), rls_enabled: relation.rls })),
    },
    remediation: {
      sql: `alter view ${name} set (security_invoker = true);`,
      undo_sql: `alter view ${name} reset (security_invoker);`,
      safety: "review",
      note: "Belongs into a new migration. Its readers then need privileges on what it reads, and the policies there decide which rows it shows. A view that is meant to show more belongs in a schema that is not exposed.",
    },
    ...(origin === undefined ? {} : { location: placeOfOrigin(origin) }),
  };
}

import { isPlatformSchema } from "../catalog/scope.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import type { QualifiedName } from "../sql/walk.ts";
import { type BrokenReference, missingFromPlatform, type Resolution } from "./body_resolution.ts";

/** The reference when no relation can be meant by the name. */
export function relationIsBroken(
  resolution: Resolution,
  reference: QualifiedName & { readonly line: number },
): BrokenReference | undefined {
  const { index, path, routine, input } = resolution;
  const { schema, name, line } = reference;
  const relations = index.relations.get(name) ?? [];
  const others = index.others.get(name) ?? [];
  if (schema !== undefined) {
    if (relations.some((relation) => relation.schema === schema) || others.includes(schema)) return undefined;
    return missing(resolution, { schema, name, line });
  }
  if (name.startsWith("pg_")) return undefined;
  const homes = [...relations.map((relation) => relation.schema), ...others];
  if (homes.some((home) => path === undefined || path.includes(home))) return undefined;
  // The transition tables of a trigger are there while it runs.
  const triggers = input.lookup.triggersByRoutine.get(routine.oid) ?? [];
  if (routine.return_type === "trigger" && triggers.length === 0) return undefined;
  if (
    triggers.some(
      ({ old_table, new_table }) => old_table === undefined || old_table === name || new_table === name,
    )
  ) {
    return undefined;
  }
  const reported = { kind: "relation" as const, name: quoteIdent(name), bare: name, line };
  return homes.length === 0 ? reported : { ...reported, hidden_in: [...new Set(homes)] };
}

function missing(
  resolution: Resolution,
  { schema, name, line }: Required<QualifiedName> & { readonly line: number },
): BrokenReference | undefined {
  const reported = { kind: "relation" as const, name: qualify(schema, name), bare: name, line };
  if (!isPlatformSchema(schema) && !schema.startsWith("pg_")) return reported;
  const found = missingFromPlatform(resolution, schema);
  if (found === "unread") return undefined;
  return found === "broken" ? reported : { ...reported, ...found };
}

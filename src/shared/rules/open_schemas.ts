import { effectiveAcl } from "../catalog/acl.ts";
import { API_ROLES } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";

/** A schema in which clients may create objects. */
export interface OpenSchema {
  readonly schema: string;
  /** Entries of its list that let them: `public`, role names. */
  readonly through: readonly string[];
}

/** Those of the schemas in which PUBLIC or a role of the Data API has CREATE. */
export function openSchemas(
  { lookup, access }: RuleInput,
  schemas: readonly string[],
): readonly OpenSchema[] {
  const reach = new Set(["public", ...API_ROLES.flatMap((role) => [...access.grantees(role)])]);
  return [...new Set(schemas)].flatMap((name) => {
    const schema = lookup.schemas.get(name);
    if (schema === undefined) return [];
    const through = effectiveAcl(schema.acl, schema.owner, "schema")
      .filter((entry) => reach.has(entry.grantee) && entry.privileges.includes("create"))
      .map((entry) => entry.grantee);
    return through.length === 0 ? [] : [{ schema: name, through: [...new Set(through)] }];
  });
}

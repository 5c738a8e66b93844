import { quoteIdent } from "../sql/ident.ts";
import type { ExpectedSchema } from "./expected_schema.ts";

/** The vector columns of a stated size: `schema.table.column` → dimension. */
export function vectorDimensions(schema: ExpectedSchema): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { name: place, objects } of schema.schemas) {
    if (typeof objects === "string") continue;
    for (const { type, name, columns } of objects) {
      if (type !== "relation") continue;
      for (const [column, attributes] of columns ?? []) {
        // The modifier of these types is the dimension itself.
        const size = /(?:^|\.)(?:vector|halfvec|sparsevec)\((\d+)\)$/.exec(String(attributes.type))?.[1];
        if (size !== undefined) found[[place, name, column].map(quoteIdent).join(".")] = Number(size);
      }
    }
  }
  return found;
}

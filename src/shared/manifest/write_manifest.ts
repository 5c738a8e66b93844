import type { ExpectedSchema } from "./expected_schema.ts";
import { gzipText } from "./gzip_text.ts";
import type { Manifest } from "./manifest.ts";

/** Above this size, in bytes, objects are packed: a manifest is sent with requests and kept in repositories. */
const LARGEST_PLAIN = 1_000_000;

/** A manifest as text: one object a line, in a fixed order, so that a difference is a line; packed where it is large. */
export async function manifestText(manifest: Manifest): Promise<string> {
  const plain = layOut(manifest);
  if (manifest.schema === undefined || new TextEncoder().encode(plain).length <= LARGEST_PLAIN) return plain;
  const schemas: ExpectedSchema["schemas"][number][] = [];
  for (const { name, prints, objects } of manifest.schema.schemas) {
    schemas.push({
      name,
      prints,
      objects: typeof objects === "string" ? objects : await gzipText(JSON.stringify(objects)),
    });
  }
  return layOut({ ...manifest, schema: { ...manifest.schema, schemas } });
}

function layOut(manifest: Manifest): string {
  const { schema, migrations, faults, not_compared, vector_dimensions, ...head } = manifest;
  const parts = [
    ...Object.entries(head).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`),
    `"migrations": ${list(migrations, "  ")}`,
    ...(faults === undefined ? [] : [`"faults": ${list(faults, "  ")}`]),
    ...(vector_dimensions === undefined ? [] : [`"vector_dimensions": ${record(vector_dimensions, "  ")}`]),
    ...(not_compared === undefined ? [] : [`"not_compared": ${list(not_compared, "  ")}`]),
    ...(schema === undefined ? [] : [`"schema": ${schemaPart(schema)}`]),
  ];
  return `{\n  ${parts.join(",\n  ")}\n}\n`;
}

function schemaPart({ forms, created, schemas, others }: ExpectedSchema): string {
  const parts = schemas.map(
    ({ name, prints, objects }) =>
      `{\n        "name": ${JSON.stringify(name)},\n        "prints": ${JSON.stringify(prints)},\n        "objects": ${
        typeof objects === "string" ? JSON.stringify(objects) : list(objects, "        ")
      }\n      }`,
  );
  return `{
    "forms": ${record(forms, "    ")},
    "created": ${record(created, "    ")},
    "schemas": [${parts.length === 0 ? "" : `\n      ${parts.join(",\n      ")}\n    `}],
    "others": ${list(others, "    ")}
  }`;
}

function list(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return "[]";
  return `[\n${items.map((item) => `${indent}  ${JSON.stringify(item)}`).join(",\n")}\n${indent}]`;
}

function record(items: Readonly<Record<string, unknown>>, indent: string): string {
  const entries = Object.entries(items);
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, item]) => `${indent}  ${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(",\n")}\n${indent}}`;
}

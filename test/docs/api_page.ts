/** What the page reads of an OpenAPI document. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<
      Record<string, { readonly description?: string; readonly name?: string }>
    >;
  };
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

/** `docs/api.md`: every route with its parameters, body and answers, then every shape, out of the document that the service serves. */
export function renderApiPage(api: OpenApi): string {
  const routes = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      renderRoute(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  const schemas = Object.entries(api.components.schemas).map(([name, schema]) => renderSchema(name, schema));
  const credentials = Object.values(api.components.securitySchemes).map(
    ({ name, description }) =>
      `- ${name === undefined ? "`Authorization: Bearer …`" : `header \`${name}\``}: ${description ?? ""}`,
  );
  return `# HTTP API

The edge functions \`audit\` and \`verify\`, under \`https://PROJECT.supabase.co/functions/v1\`; \`supawarden serve\` answers the
same. Generated from the OpenAPI document that \`GET /audit/openapi.json\` serves.

Credentials, one of:

${credentials.join("\n")}

Every route but \`health\` answers 401 without credentials or with wrong ones, 403 with right ones that lack the right, 500
where it failed, and 503 with \`Retry-After\` where the database cannot be reached; the tables leave these out. Errors are
\`application/problem+json\` (${link("Problem")}). Lists come in pages: \`limit\`, and \`cursor\` with the
\`next_cursor\` of the page before.

${routes.join("\n\n")}

## Shapes

${schemas.join("\n\n")}
`;
}

/** What every route answers that asks for credentials. */
const EVERYWHERE: ReadonlySet<string> = new Set(["401", "403", "500", "503"]);

function renderRoute(title: string, operation: Operation): string {
  const text = [operation.summary, operation.description]
    .filter((part): part is string => part !== undefined)
    .map((part) => (part.endsWith(".") ? part : `${part}.`));
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, description, schema }) =>
      `| \`${name}\` | ${place}${required === true ? ", required" : ""} | ${cell(typeOf(schema))} | ${cell(description ?? "")} |`,
  );
  const own = Object.entries(operation.responses).filter(([status]) => !EVERYWHERE.has(status));
  const answers = own.map(([status, { description, content }]) => {
    const body = bodyOf(content);
    return `| ${status} | ${cell(description ?? "")} | ${cell(body ?? "")} |`;
  });
  const request = bodyOf(operation.requestBody?.content);
  return [
    `## ${title}`,
    text.join(" "),
    ...(parameters.length === 0
      ? []
      : [`| parameter | in | type | |\n| --- | --- | --- | --- |\n${parameters.join("\n")}`]),
    ...(request === undefined ? [] : [`Body: ${request}`]),
    `| status | when | body |\n| --- | --- | --- |\n${answers.join("\n")}`,
  ].join("\n\n");
}

function renderSchema(name: string, schema: Schema): string {
  const { properties } = schema;
  if (properties === undefined) return `### ${name}\n\n${typeOf(schema)}`;
  const rows = Object.entries(properties).map(
    ([key, inner]) =>
      `| \`${key}\` | ${cell(typeOf(inner))} | ${schema.required?.includes(key) === true ? "always" : ""} | ${cell(inner.description ?? "")} |`,
  );
  return `### ${name}\n\n| field | type | there | |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function bodyOf(content: Content | undefined): string | undefined {
  const [entry] = Object.entries(content ?? {});
  if (entry === undefined) return undefined;
  const [type, { schema }] = entry;
  const shape = typeOf(schema);
  return type === "application/json" ? shape : `${shape} as \`${type}\``;
}

/** The type in words, shapes with a name as links. */
function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return "any";
  if (schema.$ref !== undefined) return link(schema.$ref.split("/").at(-1) ?? "");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(" or ");
  if (schema.allOf !== undefined) return [...new Set(schema.allOf.map(typeOf))].join(" and ");
  if (schema.type === "array") return `list of ${typeOf(schema.items)}`;
  if (schema.properties !== undefined) {
    return `{ ${Object.entries(schema.properties)
      .map(([key, inner]) => `${key}: ${typeOf(inner)}`)
      .join("; ")} }`;
  }
  if (typeof schema.additionalProperties === "object") return `map of ${typeOf(schema.additionalProperties)}`;
  return schema.type === undefined ? "any" : [schema.type].flat().join(" or ");
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

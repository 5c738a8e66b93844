import { isPlatformSchema } from "../catalog/scope.ts";
import type { CastReference } from "../sql/body_facts.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import type { Declaration } from "../sql/plpgsql.ts";
import type { QualifiedName } from "../sql/walk.ts";
import { lastTwo, readTypeText } from "../vector/type_text.ts";
import { columnIsBroken } from "./body_columns.ts";
import { relationIsBroken } from "./body_relations.ts";
import { type BrokenReference, missingFromPlatform, type Resolution } from "./body_resolution.ts";

/** Names that the grammar gives to types of other names. */
const GRAMMAR_NAMES: ReadonlySet<string> = new Set(
  (
    "bigint bit boolean char character dec decimal double float int integer interval nchar national numeric real " +
    "smallint time timestamp varchar setof"
  ).split(" "),
);

/** Types of extensions that the embedded server has not even a stand-in for. */
const UNKNOWN_TO_EMBEDDED = /^(?:geometry|geography|box[23]d|raster|topogeometry)/;

/** The type of a cast when there is none of the name. */
export function castIsBroken(resolution: Resolution, cast: CastReference): BrokenReference | undefined {
  return cast.ddl === true ? undefined : typeIsBroken(resolution, cast, cast.line);
}

/** The type of a declaration, or the table or column that it is taken from, when it is not there. */
export function declarationIsBroken(
  resolution: Resolution,
  { type, line }: Declaration,
): BrokenReference | undefined {
  const text = readTypeText(type);
  if (text === undefined) return undefined;
  const { parts } = text;
  if (text.of === "rowtype") {
    const { name } = lastTwo(parts);
    if (parts.length > 2 || resolution.index.others.has(name)) return undefined;
    return relationIsBroken(resolution, { ...lastTwo(parts), line });
  }
  if (text.of !== "type")
    return parts.length > 2 ? undefined : typeIsBroken(resolution, lastTwo(parts), line);
  if (parts.length === 1 || parts.length > 3 || isVariable(resolution, parts[0] ?? "")) return undefined;
  const owner = lastTwo(parts.slice(0, -1));
  return (
    relationIsBroken(resolution, { ...owner, line }) ??
    columnIsBroken(resolution, { of: [owner], name: parts.at(-1) ?? "", line })
  );
}

/** A variable, an argument, or what qualifies one: the routine's name or a label. */
function isVariable({ facts, routine }: Resolution, name: string): boolean {
  return (
    name === routine.name ||
    routine.argument_names.includes(name) ||
    facts.declarations.some((declaration) => declaration.name === name) ||
    (routine.body ?? "").includes("<<")
  );
}

function typeIsBroken(
  resolution: Resolution,
  { schema, name }: QualifiedName,
  line: number,
): BrokenReference | undefined {
  const { index, path, input } = resolution;
  // `_name` is how the catalog calls the array of a type.
  const bare = name.startsWith("_") ? name.slice(1) : name;
  const homes = [name, bare].flatMap((each) => [
    ...(index.others.get(each) ?? []),
    ...(index.relations.get(each) ?? []).map((relation) => relation.schema),
  ]);
  if (schema !== undefined) {
    if (homes.includes(schema)) return undefined;
    const reported = { kind: "type" as const, name: qualify(schema, name), bare: name, line };
    if (!isPlatformSchema(schema) && !schema.startsWith("pg_")) return reported;
    const found = missingFromPlatform(resolution, schema);
    if (found === "unread") return undefined;
    return found === "broken" ? reported : { ...reported, ...found };
  }
  const { system } = index;
  if (system === undefined || GRAMMAR_NAMES.has(name)) return undefined;
  if (system.types.has(name) || system.types.has(bare)) return undefined;
  if (homes.some((home) => path === undefined || path.includes(home))) return undefined;
  const reported = { kind: "type" as const, name: quoteIdent(name), bare: name, line };
  if (homes.length > 0) return { ...reported, hidden_in: [...new Set(homes)] };
  const [names] = input.snapshot.system_names;
  return names?.embedded === true && UNKNOWN_TO_EMBEDDED.test(name)
    ? { ...reported, doubt: "it may be of an extension that the embedded server does not have" }
    : reported;
}

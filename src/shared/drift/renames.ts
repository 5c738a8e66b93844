import type { EvidenceValue } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { DriftState, ObjectDrift } from "./compare_objects.ts";
import { nameKey, type ObjectName } from "./object_type.ts";
import type { DriftObject, DriftObjects } from "./read_objects.ts";

/**
 * Postgres keeps what depends on an object that is renamed, and prints its new name from then on: the constraint that refers
 * to a table, the view that reads a column, the list of who was granted something. A difference that is gone when the new
 * name is read as the old one follows from the rename, which is reported itself, as what is missing and what is unexpected.
 */
export function withoutRenamed(
  drifts: readonly ObjectDrift[],
  sides: { readonly expected: DriftState; readonly actual: DriftState },
): readonly ObjectDrift[] {
  const pairs = renamesOf(drifts, sides);
  if (pairs.length === 0) return drifts;
  const told = new Set(pairs.flatMap(({ former, now }) => [nameKey(former), nameKey(now)]));
  const asBefore = (text: string) => pairs.reduce((read, { rename }) => rename(read), text);
  const missing = new Set(
    drifts.filter(({ change }) => change === "missing").map(({ object }) => nameKey(object)),
  );
  const followed = new Set<string>();
  const left = drifts.filter(({ change, object, attributes }) => {
    if (told.has(nameKey(object))) return true;
    if (change === "changed") {
      return changedAfter(attributes, asBefore);
    }
    if (change !== "unexpected") return true;
    // A routine has the names of its argument types in its own, a cast those of its types.
    const former = nameKey(JSON.parse(asBefore(JSON.stringify(object))) as ObjectName);
    const [before, after] = [sides.expected.objects.get(former), sides.actual.objects.get(nameKey(object))];
    if (!missing.has(former) || told.has(former) || before === undefined || after === undefined) return true;
    if (attributesText(before) !== asBefore(attributesText(after))) return true;
    followed.add(former);
    return false;
  });
  return left.filter(({ change, object }) => change !== "missing" || !followed.has(nameKey(object)));
}

/** Whether attributes differ when new names are read as old ones; names of attributes can hold names of objects. */
function changedAfter(attributes: ObjectDrift["attributes"], asBefore: (text: string) => string): boolean {
  const side = (which: "expected" | "actual", read: (text: string) => string) =>
    attributes
      .filter((attribute) => attribute[which] !== undefined)
      .map((attribute) => read(JSON.stringify([attribute.name, comparable(attribute[which])])))
      .sort()
      .join("\n");
  return side("expected", (text) => text) !== side("actual", asBefore);
}

interface RenamedPair {
  readonly former: ObjectName;
  readonly now: ObjectName;
  /** Reads the new name as the old one. */
  readonly rename: (text: string) => string;
}

/** Beyond this many candidates nothing is looked for: so many objects are not renamed at once. */
const MOST_CANDIDATES = 2_500;

/** Objects that are what another one was, under another name or in another schema. */
function renamesOf(
  drifts: readonly ObjectDrift[],
  { expected, actual }: { readonly expected: DriftState; readonly actual: DriftState },
): readonly RenamedPair[] {
  const found: RenamedPair[] = [];
  for (const type of CARRIES) {
    const of = (change: ObjectDrift["change"]) =>
      drifts
        .filter((drift) => drift.change === change && drift.object.type === type)
        .map(({ object }) => object);
    const [missing, unexpected] = [of("missing"), of("unexpected")];
    if (missing.length * unexpected.length > MOST_CANDIDATES) continue;
    const free = new Set(unexpected);
    for (const former of missing) {
      const before = contentOf(former, expected.objects);
      for (const now of free) {
        if (type === "column" && (former.schema !== now.schema || former.parent !== now.parent)) continue;
        const rename = renaming(former, now);
        if (before !== rename(contentOf(now, actual.objects))) continue;
        found.push({ former, now, rename });
        free.delete(now);
        break;
      }
    }
  }
  return found;
}

/** Types whose names stand in what depends on them. */
const CARRIES = ["role", "schema", "type", "relation", "column", "sequence", "routine"] as const;

/** What an object is, with its columns. */
function contentOf(object: ObjectName, objects: DriftObjects): string {
  const own = objects.get(nameKey(object));
  const signature = object.type === "routine" ? /\(.*\)$/s.exec(object.name)?.[0] : undefined;
  const columns: string[] = [];
  if (object.type === "relation") {
    for (const column of objects.values()) {
      if (column.type !== "column" || column.schema !== object.schema || column.parent !== object.name)
        continue;
      columns.push(`${column.name} ${attributesText(column)}`);
    }
  }
  return JSON.stringify([signature ?? null, own === undefined ? null : attributesText(own), columns.sort()]);
}

function attributesText({ attributes }: DriftObject): string {
  return comparable(attributes as EvidenceValue);
}

/** Reads the new name as the old one, in identities and in deparsed texts alike. */
function renaming(former: ObjectName, now: ObjectName): (text: string) => string {
  const [before, after] = [nameIn(former), nameIn(now)];
  const qualified = (name: ObjectName, own: string) =>
    name.schema === null || name.type === "column" || name.type === "schema"
      ? own
      : `${quoteIdent(name.schema)}.${own}`;
  // A view goes on calling a table by the name that it had when the view was made.
  // A column of a view goes on with the name that it had.
  const aliased: readonly (readonly [string, string])[] =
    now.type === "relation"
      ? [[`${qualified(now, after)} ${before}`, qualified(former, before)]]
      : now.type === "column"
        ? [[`${after} AS ${before}`, before]]
        : [];
  const forms: readonly (readonly [string, string])[] = [
    ...aliased,
    [qualified(now, after), qualified(former, before)],
    [after, before],
    [now.name, former.name],
  ];
  return (text) => forms.reduce((read, [from, to]) => replaceWord(read, escaped(from), escaped(to)), text);
}

function nameIn({ type, name }: ObjectName): string {
  return type === "routine" ? (/^(.*?)\(/s.exec(name.replace(/^.*?\./s, ""))?.[1] ?? name) : quoteIdent(name);
}

/** As it stands inside of JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function replaceWord(text: string, from: string, to: string): string {
  if (from === "" || from === to) return text;
  const pattern = new RegExp(`(?<![\\w$])${from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w$])`, "gu");
  return text.replace(pattern, () => to);
}

function comparable(value: EvidenceValue | undefined): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1));
  });
}

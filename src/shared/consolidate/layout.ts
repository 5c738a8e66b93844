import type { BaselineParts, BaselineStatement } from "./baseline_parts.ts";
import type { FileDraft, FileSection } from "./baseline_text.ts";

/** One file, or one a domain. */
export type Layout = "single" | "domains";

/** How the files are put together. */
export interface LayoutOptions {
  readonly layout: Layout;
  /** Lines that every file begins with. */
  readonly head: readonly string[];
  /** Domain of a relation or routine, by its key (`drift/schema_object.ts`); nothing where no file tells. */
  readonly domainOf: (object: string) => string | undefined;
}

/** The files of a baseline in the order in which they run, without those that stand alone. */
export function draftFiles(parts: BaselineParts, options: LayoutOptions): readonly FileDraft[] {
  return options.layout === "single" ? [singleFile(parts, options)] : domainFiles(parts, options);
}

function singleFile(parts: BaselineParts, { head }: LayoutOptions): FileDraft {
  return {
    name: "baseline",
    head,
    sections: [
      { title: "Roles and settings", statements: parts.cluster },
      { title: "Schema", statements: parts.structure },
      { title: "Rows as the old migrations left them", statements: parts.rows },
      { title: "Foreign keys and triggers", statements: parts.links },
      ...lastSections(parts),
    ],
  };
}

function lastSections(parts: BaselineParts): readonly FileSection[] {
  return [
    { title: "Data and side effects, in their order", statements: parts.data },
    { title: "Sequences and materialized views", statements: parts.sequences },
    { title: "Privileges and what comes last", statements: parts.access },
  ];
}

/** Kinds that every domain may need. */
const FOUNDATION: ReadonlySet<string> = new Set([
  "schema",
  "extension",
  "type",
  "domain",
  "collation",
  "sequence",
]);

/** The domains, each as far as possible behind those that it needs; in the order of their statements otherwise. */
function inOrder(
  statements: readonly BaselineStatement[],
  {
    domain,
    makers,
  }: {
    readonly domain: (statement: BaselineStatement) => string | undefined;
    readonly makers: ReadonlyMap<string, BaselineStatement>;
  },
): readonly string[] {
  const needed = new Map<string, string[]>();
  for (const statement of statements) {
    const own = domain(statement);
    if (own === undefined) continue;
    const others = needed.get(own) ?? [];
    needed.set(own, others);
    for (const id of statement.needs) {
      const maker = makers.get(id);
      const other = maker === undefined ? undefined : domain(maker);
      if (other !== undefined && other !== own) others.push(other);
    }
  }
  const ordered: string[] = [];
  while (needed.size > 0) {
    // Of a circle the one comes first that the fewest statements have to wait for.
    const missing = [...needed].map(
      ([name, others]) => [name, others.filter((other) => needed.has(other)).length] as const,
    );
    const [[first = ""] = []] = missing.sort(([, left], [, right]) => left - right);
    needed.delete(first);
    ordered.push(first);
  }
  return ordered;
}

/**
 * Kinds that every domain may need, and what stands as it stood: of that nobody tells what it needs. Default privileges
 * must be there before anything that they act on.
 */
function isFoundation({ kind, from, objects }: BaselineStatement): boolean {
  return (
    FOUNDATION.has(kind) ||
    from !== undefined ||
    objects.some((key) => key.startsWith("privilege default privileges "))
  );
}

/** What comes before the first statement that is not wanted: behind that one it may need it. */
function leading(
  statements: readonly BaselineStatement[],
  wanted: (statement: BaselineStatement) => boolean,
): readonly BaselineStatement[] {
  const end = statements.findIndex((statement) => !wanted(statement));
  return end < 0 ? statements : statements.slice(0, end);
}

/**
 * What all need comes first; then a file a domain, each statement in the file of its domain if all that it needs stands
 * there or before; what binds domains together comes behind them.
 */
function domainFiles(parts: BaselineParts, { head, domainOf }: LayoutOptions): readonly FileDraft[] {
  const makers = new Map(
    parts.structure.flatMap((statement) => statement.makes.map((id) => [id, statement] as const)),
  );
  const written = new Set<BaselineStatement>();
  const isReady = ({ needs }: BaselineStatement, statement: BaselineStatement): boolean =>
    needs.every((id) => {
      const maker = makers.get(id);
      return maker === undefined || maker === statement || written.has(maker);
    });
  const take = (wanted: (statement: BaselineStatement) => boolean): BaselineStatement[] => {
    const taken: BaselineStatement[] = [];
    for (let size = -1; size !== taken.length; ) {
      size = taken.length;
      for (const statement of parts.structure) {
        if (written.has(statement) || !wanted(statement) || !isReady(statement, statement)) continue;
        written.add(statement);
        taken.push(statement);
      }
    }
    return taken;
  };
  const domain = (statement: BaselineStatement) =>
    (statement.table === undefined ? undefined : domainOf(`relation ${statement.table}`)) ??
    statement.objects.map(domainOf).find((name) => name !== undefined);
  const early = new Set(leading(parts.structure, isFoundation));
  const foundation = take(
    (statement) => isFoundation(statement) && (statement.from === undefined || early.has(statement)),
  );
  const files = inOrder(parts.structure, { domain, makers }).map(
    (name): FileDraft => ({
      name,
      head: [...head, `Domain: ${name}.`],
      sections: [{ title: name, statements: take((statement) => domain(statement) === name) }],
    }),
  );
  const rest = take(() => true);
  const left = parts.structure.filter((statement) => !written.has(statement));
  return [
    {
      name: "foundation",
      head: [...head, "What all domains build on."],
      sections: [
        { title: "Roles and settings", statements: parts.cluster },
        { title: "Schemas, extensions, types", statements: foundation },
      ],
    },
    ...files,
    {
      name: "links",
      head: [...head, "What binds the domains together, and rows."],
      sections: [
        { title: "Schema", statements: [...rest, ...left] },
        { title: "Rows as the old migrations left them", statements: parts.rows },
        { title: "Foreign keys and triggers", statements: parts.links },
      ],
    },
    { name: "data_and_access", head: [...head, "Data, then privileges."], sections: lastSections(parts) },
  ].filter(({ sections }) => sections.some(({ statements }) => statements.length > 0));
}

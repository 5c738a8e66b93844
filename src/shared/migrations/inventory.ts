import type { DomainJudge } from "./domains.ts";
import type { FileSkip, Layout } from "./folder_layout.ts";
import type { FolderReading, ReadFile } from "./reading.ts";
import type { FolderTimeline, TimelineEvent } from "./timeline.ts";

/** One SQL file of a folder. */
export interface InventoryFile {
  readonly file: string;
  readonly version: string;
  readonly name: string;
  readonly bytes: number;
  readonly statements: number;
  readonly sha256: string;
  readonly domain: string;
  /** It takes back what this file makes. */
  readonly undoes?: string;
  /** It takes another file back. */
  readonly down?: true;
  /** Why it never runs. */
  readonly skipped?: FileSkip;
}

/** The folders with their files in the order in which they run, and the domains. */
export interface Inventory {
  readonly folders: readonly {
    readonly path: string;
    readonly layout: Layout;
    readonly files: readonly InventoryFile[];
  }[];
  /** Files that run and objects that they create, by domain. */
  readonly domains: Readonly<Record<string, { readonly files: readonly string[]; readonly objects: number }>>;
}

/** An object with what files do to it, in order. */
export interface InventoryObject {
  readonly identity: string;
  readonly kind: string;
  readonly events: readonly {
    readonly file: string;
    readonly line: number;
    readonly event: string;
    /** Left out where the event does what it says. */
    readonly outcome?: string;
  }[];
}

/** One object that needs another. */
export interface InventoryDependency {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

/** What lies in the folders. */
export function takeInventory(reading: FolderReading, domains: DomainJudge): Inventory {
  const byDomain = new Map<string, { readonly files: string[]; objects: number }>();
  const folders = reading.folders.map((folder) => ({
    path: folder.path,
    layout: folder.layout,
    files: folder.files.map((file) => {
      const domain = domains.of(file);
      if (file.skipped === undefined && !file.down) {
        const entry = byDomain.get(domain) ?? { files: [], objects: 0 };
        entry.files.push(file.file);
        entry.objects += createdIn(file);
        byDomain.set(domain, entry);
      }
      return inventoryFile(file, domain);
    }),
  }));
  const sorted = [...byDomain].sort(([left], [right]) => (left < right ? -1 : 1));
  return { folders, domains: Object.fromEntries(sorted) };
}

function createdIn({ statements }: ReadFile): number {
  let count = 0;
  for (const { events } of statements) {
    for (const { event, implied, ref } of events) {
      if (event === "create" && implied !== true && ref.kind !== "column") count++;
    }
  }
  return count;
}

function inventoryFile(file: ReadFile, domain: string): InventoryFile {
  return {
    file: file.file,
    version: file.version,
    name: file.name,
    bytes: file.bytes,
    statements: file.statements.length + file.unparsed.length,
    sha256: file.sha256,
    domain,
    ...(file.down ? { down: true as const } : {}),
    ...(file.undoes === undefined ? {} : { undoes: file.undoes }),
    ...(file.skipped === undefined ? {} : { skipped: file.skipped }),
  };
}

/** Every object with its events; what several folders do to one name stands together, folder by folder. */
export function listObjects(timelines: readonly FolderTimeline[]): readonly InventoryObject[] {
  const objects = new Map<string, InventoryObject & { readonly events: ReturnType<typeof eventOf>[] }>();
  for (const { objects: own } of timelines) {
    for (const { ref, events } of own) {
      // `drop … if exists` of what was never there makes no object.
      if (events.every(({ event, outcome }) => event.event === "drop" && outcome === "hidden")) continue;
      if (events.every(({ event }) => event.implied === true)) continue;
      const key = `${ref.kind} ${ref.identity}`;
      const known = objects.get(key);
      if (known === undefined) {
        objects.set(key, { identity: ref.identity, kind: ref.kind, events: events.map(eventOf) });
      } else known.events.push(...events.map(eventOf));
    }
  }
  return [...objects.values()].sort((left, right) => compareText(left.identity, right.identity));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function eventOf({ event, statement, outcome }: TimelineEvent): InventoryObject["events"][number] {
  return {
    file: statement.file.file,
    line: statement.statement.line,
    event: event.event,
    ...(outcome === "done" ? {} : { outcome }),
  };
}

/** Every dependency, each once. */
export function listDependencies(timelines: readonly FolderTimeline[]): readonly InventoryDependency[] {
  const seen = new Set<string>();
  return timelines.flatMap(({ dependencies }) =>
    dependencies.flatMap(({ from, to, kind }) => {
      const key = `${from.identity}\u0000${to.identity}\u0000${kind}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ from: from.identity, to: to.identity, kind }];
    }),
  );
}

import type { Config } from "../config.ts";
import type { ObjectEvent, ReadFile } from "./reading.ts";

/** Domains by words in the names of objects, asked in this order where two score the same. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  memory: ["chunk", "embedding", "knowledge", "memory", "vector"],
  agents: ["agent", "llm", "mcp", "model", "prompt", "swarm", "tool"],
  billing: [
    "billing",
    "charge",
    "coupon",
    "invoice",
    "order",
    "payment",
    "plan",
    "price",
    "refund",
    "subscription",
  ],
  messaging: ["channel", "chat", "comment", "conversation", "email", "message", "notification", "thread"],
  analytics: ["analytic", "event", "log", "metric", "statistic", "stat", "telemetry", "usage"],
  jobs: ["cron", "job", "queue", "schedule", "task", "webhook", "worker", "workflow"],
  storage: ["asset", "attachment", "bucket", "file", "image", "media", "upload"],
  security: [
    "access",
    "audit",
    "credential",
    "key",
    "permission",
    "role",
    "secret",
    "session",
    "token",
    "vault",
  ],
  core: [
    "account",
    "company",
    "invitation",
    "member",
    "organization",
    "profile",
    "project",
    "team",
    "tenant",
    "user",
    "workspace",
  ],
};

/** What a file is called that makes nothing a word tells of, by what it does instead. */
const BY_WORK = {
  extensions: "extensions",
  rights: "security",
  routines: "utilities",
  data: "data",
  other: "core",
} as const;

/** How much the name of an object tells of its file, by kind: a table more than what is put on it. */
const WEIGHTS: Readonly<Partial<Record<ObjectEvent["ref"]["kind"], number>>> = {
  relation: 4,
  routine: 2,
  type: 2,
  sequence: 1,
};

/** Tells the domain of files by what they create. */
export interface DomainJudge {
  /** The one domain that fits the file best. */
  of(file: ReadFile): string;
}

/** Domains of the configuration come first, and stand in place of built-in ones of their names. */
export function createDomainJudge(config: Config): DomainJudge {
  const own = config.analyze?.domains ?? {};
  const domains = Object.entries({ ...own, ...withoutKeys(BUILT_IN, own) });
  const byWord = new Map<string, string>();
  for (const [domain, words] of domains) {
    for (const word of words) if (!byWord.has(singular(word))) byWord.set(singular(word), domain);
  }
  const order = new Map(domains.map(([domain], index) => [domain, index]));
  return { of: (file) => domainOf(file, { byWord, order }) };
}

function withoutKeys<Value>(
  record: Readonly<Record<string, Value>>,
  others: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !Object.hasOwn(others, key)));
}

interface Domains {
  readonly byWord: ReadonlyMap<string, string>;
  readonly order: ReadonlyMap<string, number>;
}

function domainOf(file: ReadFile, { byWord, order }: Domains): string {
  const scores = new Map<string, number>();
  const add = (name: string, weight: number) => {
    for (const domain of new Set(wordsIn(name).flatMap((word) => byWord.get(word) ?? []))) {
      scores.set(domain, (scores.get(domain) ?? 0) + weight);
    }
  };
  for (const { event, ref, implied } of eventsOf(file)) {
    const weight = WEIGHTS[ref.kind];
    if (implied !== true && weight !== undefined && MAKING.has(event)) add(ref.name, weight);
  }
  if (scores.size === 0) {
    const work = workOf(file);
    if (work !== "other") return BY_WORK[work];
    for (const { ref } of eventsOf(file)) add(ref.table ?? ref.name, 1);
    add(file.name, 1);
  }
  const place = (domain: string) => order.get(domain) ?? 0;
  const [best] = [...scores].sort(([left, one], [right, other]) => other - one || place(left) - place(right));
  return best?.[0] ?? BY_WORK[workOf(file)];
}

const MAKING: ReadonlySet<string> = new Set(["create", "replace"]);

function* eventsOf(file: ReadFile): Generator<ObjectEvent> {
  for (const { events } of file.statements) yield* events;
}

/** What a file does that makes no table or type: the kind of most of its statements. */
function workOf(file: ReadFile): keyof typeof BY_WORK {
  const counts = { extensions: 0, rights: 0, routines: 0, data: 0, other: 0 };
  for (const { statement, events } of file.statements) {
    const [first] = events;
    if (first?.ref.kind === "extension") counts.extensions++;
    else if (first?.ref.kind === "policy" || RIGHTS.has(statement.kind)) counts.rights++;
    else if (first?.ref.kind === "routine" || first?.ref.kind === "trigger") counts.routines++;
    else if (first?.event === "data") counts.data++;
    else counts.other++;
  }
  const [most] = (Object.entries(counts) as [keyof typeof counts, number][]).sort(
    ([, one], [, other]) => other - one,
  );
  return most === undefined || most[1] === 0 ? "other" : most[0];
}

const RIGHTS: ReadonlySet<string> = new Set([
  "AlterDefaultPrivilegesStmt",
  "AlterOwnerStmt",
  "GrantRoleStmt",
  "GrantStmt",
]);

/** The words of a name in snake case or camel case, in the singular. */
function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(?=\p{Lu})/gu, "$1_")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "")
    .map(singular);
}

function singular(word: string): string {
  const lower = word.toLowerCase();
  if (lower.endsWith("ies") && lower.length > 4) return `${lower.slice(0, -3)}y`;
  return lower.endsWith("s") && !lower.endsWith("ss") && lower.length > 3 ? lower.slice(0, -1) : lower;
}

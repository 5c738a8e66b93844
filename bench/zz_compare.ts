// static against replay, on one folder
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadSqlParser } from "../src/shared/sql/parser.ts";
import { readFolders } from "../src/shared/migrations/read_folders.ts";
import { buildTimeline } from "../src/shared/migrations/build_timeline.ts";
import { chainOf } from "../src/shared/migrations/reading.ts";
import { openShadow, replay } from "../src/shared/migrations/shadow.ts";
import { cacheDirectory, cacheFolder } from "../src/cli/cache_directory.ts";
const dir = process.argv[2]!;
const parser = await loadSqlParser();
const files = readdirSync(dir).filter((f) => f.endsWith(".sql") && statSync(join(dir, f)).isFile()).map((f) => ({ path: f, file: f, bytes: readFileSync(join(dir, f)) }));
const c0 = process.cpuUsage();
const r = readFolders([{ path: dir, files }], parser);
const t = buildTimeline(r.folders[0]!);
const c = process.cpuUsage(c0);
const chain = chainOf(r.folders[0]!);
console.log(dir, chain.length, "files", chain.reduce((n, f) => n + f.statements.length, 0), "statements", chain.reduce((n, f) => n + f.bytes, 0), "bytes", (c.user + c.system) / 1e6, "s", "missing", t.missing.length);
const stat = new Map<string, string>();
for (const m of t.missing) if (!m.reference.deferred) stat.set(`${m.statement.file.path}:${m.statement.statement.start}`, `${m.reason} ${m.extension ?? ""} ${m.ref.kind} ${m.ref.identity} (${m.reference.place})`);
for (const [m, cs] of t.cascades) for (const x of cs) if (!x.deferred) stat.set(`${x.statement.file.path}:${x.statement.statement.start}`, `cascade ${x.ref.identity} of ${m.ref.identity}`);
for (const o of t.objects) for (const e of o.events) if (e.outcome === "taken") stat.set(`${e.statement.file.path}:${e.statement.statement.start}`, `taken ${e.ref.identity}`);
const db = await openShadow({ cache: cacheDirectory(cacheFolder()) });
const migr = chain.map((f) => ({ file: f.path, version: f.version, name: f.name, text: f.text, bytes: f.bytes }));
const res = await replay(db, migr, { parser });
await db.close();
const byText = new Map<string, any[]>();
for (const f of chain) for (const s of f.statements) { const k = `${f.path}\u0000${s.statement.text}`; byText.set(k, [...(byText.get(k) ?? []), s]); }
const CODES = /^(42P01|42704|42883|3F000|42710|42P07|42723|42P06|42701)$/;
let agree = 0; const seen = new Set<string>(); const onlyReplay: string[] = [];
const other: Record<string, number> = {};
for (const f of res.faults) {
  const c = byText.get(`${f.file}\u0000${f.statement}`);
  const key = c === undefined ? "" : `${f.file}:${c[0].statement.start}`;
  for (const s of c ?? []) seen.add(`${f.file}:${s.statement.start}`);
  if (stat.has(key)) { agree++; continue; }
  if (CODES.test(f.sqlstate)) onlyReplay.push(`${f.file}:${f.line} ${f.sqlstate} ${f.message.slice(0, 160)}`); else other[f.sqlstate] = (other[f.sqlstate] ?? 0) + 1;
}
const onlyStatic = [...stat].filter(([k]) => !seen.has(k));
console.log("faults", res.faults.length, "agree", agree, "only replay", onlyReplay.length, "only static", onlyStatic.length, "other codes", JSON.stringify(other));
const max = Number(process.argv[3] ?? 25);
for (const x of onlyReplay.slice(0, max)) console.log("  R", x);
const lineOf = (k: string) => { const [p, s] = [k.slice(0, k.lastIndexOf(":")), Number(k.slice(k.lastIndexOf(":") + 1))]; return `${p}:${chain.find((f) => f.path === p)?.statements.find((x) => x.statement.start === s)?.statement.line}`; };
for (const [k, v] of onlyStatic.slice(0, max)) console.log("  S", lineOf(k), v);
console.log("  deferred:", t.missing.filter((m) => m.reference.deferred).slice(0, 12).map((m) => `${m.reason} ${m.extension ?? ""} ${m.ref.identity} in ${m.statement.events[0]?.ref.identity} ${m.statement.file.path}:${m.statement.statement.line}`).join("\n            "));

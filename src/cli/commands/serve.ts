import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Report } from "../../shared/audit/report.ts";
import { type Database, messageOf } from "../../shared/database/database.ts";
import { openServer } from "../../shared/database/server.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { recordAudit } from "../../shared/http/record_audit.ts";
import { renderText } from "../../shared/report/text.ts";
import { upgradeSchema } from "../../shared/store/upgrade_schema.ts";
import { readConfigFile } from "../config_file.ts";
import { readMigrations } from "../migration_files.ts";
import { writeResult } from "../output.ts";
import { openBrowser } from "../serve/browser.ts";
import { DATA_FOLDER, lockDataFolder } from "../serve/data_folder.ts";
import { openProject } from "../serve/embedded_project.ts";
import { listen } from "../serve/http_server.ts";
import { readOwnMigrations } from "../serve/own_migrations.ts";
import { hasCron, startSchedule } from "../serve/schedule.ts";
import { readSecrets, type ServeSecrets } from "../serve/secrets.ts";
import { createServeApp } from "../serve/serve_app.ts";
import { createServices, type ServeServices, sharedDatabase } from "../serve/serve_services.ts";
import { type ServedFolder, servedFolder } from "../serve/served_folder.ts";
import { chooseSource, DEFAULT_MIGRATIONS } from "../source.ts";
import {
  type ColorChoice,
  createPaint,
  createProgress,
  type Progress,
  say,
  wantsColor,
} from "../terminal.ts";

/** Flags of `serve`. */
export interface ServeFlags {
  readonly dbUrl?: string;
  readonly migrations?: string;
  readonly config?: string;
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  readonly color: ColorChoice;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** A database that requests are served from. */
interface Served {
  readonly connect: () => Promise<Database>;
  readonly close: () => Promise<void>;
  /** The migrations folder that the database was made from. */
  readonly folder?: ServedFolder;
}

/** Serves until a signal ends it. Returns the exit code. */
export async function runServe(flags: ServeFlags): Promise<number> {
  // The files may be edited while it runs; a mistake in them at the start is told before anything is made.
  await readConfigFile(flags.config);
  const signal = waitForSignal();
  const folder = resolve(DATA_FOLDER);
  const unlock = await lockDataFolder(folder);
  try {
    const secrets = await readSecrets(folder);
    const progress = createProgress(flags.quiet === true);
    const served = await openServed(flags, { folder, progress }).finally(() => progress.clear());
    try {
      await serveDatabase(served, { flags, secrets, signal, progress });
    } finally {
      await served.close();
    }
    return 0;
  } finally {
    await unlock();
  }
}

async function openServed(
  flags: ServeFlags,
  { folder, progress }: { readonly folder: string; readonly progress: Progress },
): Promise<Served> {
  if (flags.dbUrl !== undefined) return openLive(flags, flags.dbUrl);
  const migrations = flags.migrations ?? (existsSync(DEFAULT_MIGRATIONS) ? DEFAULT_MIGRATIONS : undefined);
  if (migrations === undefined && flags.quiet !== true) {
    say(`note: there is no ${DEFAULT_MIGRATIONS}: serving an empty project; give --migrations or --db-url`);
  }
  const discovery = migrations === undefined ? null : await readMigrations(migrations);
  progress.show("preparing the embedded database");
  const database = await openProject({
    folder,
    discovery,
    say: (message) => {
      progress.clear();
      if (flags.quiet !== true) say(message);
    },
  });
  return {
    connect: () => Promise.resolve(sharedDatabase(database)),
    close: () => database.close(),
    ...(discovery === null || migrations === undefined
      ? {}
      : { folder: servedFolder(migrations, discovery) }),
  };
}

/** Makes or upgrades schema `supawarden` in a live database, and says what it did. */
async function openLive(flags: ServeFlags, url: string): Promise<Served> {
  const choice = chooseSource({
    dbUrl: url,
    ...(flags.migrations === undefined ? {} : { migrations: flags.migrations }),
  });
  if (choice.kind !== "database") throw new SupawardenError("usage", "--db-url needs a database");
  const database = openServer({ url: choice.url, preferTls: true });
  try {
    const applied = await upgradeSchema(database, await readOwnMigrations());
    if (flags.quiet !== true) {
      say(
        applied.length === 0
          ? `schema supawarden in ${database.label} is up to date`
          : `schema supawarden in ${database.label}: applied ${applied.join(", ")}`,
      );
    }
  } finally {
    await database.close();
  }
  return {
    connect: async () => openServer({ url: choice.url, preferTls: true }),
    close: () => Promise.resolve(),
  };
}

interface Serving {
  readonly flags: ServeFlags;
  readonly secrets: ServeSecrets;
  readonly signal: Promise<void>;
  readonly progress: Progress;
}

async function serveDatabase(served: Served, serving: Serving): Promise<void> {
  const { flags, secrets, signal, progress } = serving;
  const services = createServices({
    connect: served.connect,
    env: secrets.env,
    ...served.folder,
    config: () => readConfigFile(flags.config),
    log: (record) => {
      if (flags.debug === true || isNotable(record)) say(JSON.stringify(record));
    },
  });
  const app = createServeApp(services);
  const server = await listen(app.fetch, { host: flags.host, port: flags.port });
  const database = await served.connect();
  const schedule = (await hasCron(database).finally(() => database.close()))
    ? undefined
    : startSchedule(() => audit(services, "cron"));
  try {
    progress.show("auditing");
    const report = await audit(services, "cli").finally(() => progress.clear());
    if (report !== undefined) await printReport(report, flags);
    announce(server.url, { flags, secrets, next: schedule?.next ?? null });
    if (flags.open) openBrowser(server.url);
    await signal;
    if (flags.quiet !== true) say("stopping");
  } finally {
    schedule?.stop();
    await app.stop();
    await server.stop();
    await services.settled();
  }
}

/** Findings are printed as text and requests are many: without --debug only failures and alerts are logged. */
function isNotable(record: object): boolean {
  const { event, level } = record as { readonly event?: unknown; readonly level?: unknown };
  return event === "alert" || (level === "error" && event !== "finding");
}

/** One recorded audit; a failure is told and does not end the server, which can still show what was found before. */
async function audit(services: ServeServices, trigger: "cli" | "cron"): Promise<Report | undefined> {
  try {
    const { report } = await recordAudit(services, {
      requestId: services.newId(),
      options: { config: await services.config(), trigger },
    });
    return report;
  } catch (error) {
    say(`supawarden: the audit failed: ${messageOf(error)}`);
    return undefined;
  }
}

async function printReport(report: Report, flags: ServeFlags): Promise<void> {
  const text = renderText(report, {
    paint: createPaint(wantsColor(flags.color, process.stdout)),
    quiet: flags.quiet === true,
  });
  await writeResult(text, undefined);
}

function announce(
  url: string,
  facts: { readonly flags: ServeFlags; readonly secrets: ServeSecrets; readonly next: Date | null },
): void {
  const { flags, secrets, next } = facts;
  const loopback = ["127.0.0.1", "::1", "localhost"].includes(flags.host);
  say(
    [
      "",
      `Serving on ${url}`,
      ...(loopback ? [] : ["  warning: other machines can reach this address, without encryption"]),
      ...(secrets.key === undefined
        ? ["  key   from SUPABASE_SECRET_KEYS"]
        : [`  key   ${secrets.key}`, `        (kept in ${DATA_FOLDER}/secrets.json)`]),
      `  page  ${url}/`,
      `  try   curl -H "apikey: ${secrets.key ?? "<key>"}" "${url}/functions/v1/audit/findings?severity=error"`,
      next === null ? "  next  as pg_cron schedules it" : `  next  ${next.toISOString()}, then every night`,
      "Stop with Ctrl-C.",
    ].join("\n"),
  );
}

/** Resolves at the first signal to end; a second one ends the process the hard way. */
function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

import { type Database, messageOf, type Session, sqlState } from "../../shared/database/database.ts";
import type { StoreMigration } from "../../shared/store/upgrade_schema.ts";
import type { Examination } from "./examination.ts";

/** Within this time a successful audit must have ended, in hours: the watchdog's own limit. */
const LAST_RUN_HOURS = 26;

const JOBS = ["supawarden-nightly", "supawarden-watchdog", "supawarden-prune"] as const;
const SECRETS = ["supawarden_url", "supawarden_token"] as const;

type Part = (session: Session) => Promise<Examination>;

/**
 * Looks at an installation from inside the database; reads only. A part that may not be read, or whose reading fails, is
 * not evaluated, with the reason.
 * @param options `own` the migrations of this version; `now` ISO 8601.
 */
export async function examineDatabase(
  database: Database,
  options: { readonly own: readonly StoreMigration[]; readonly now: string },
): Promise<readonly Examination[]> {
  const parts: readonly (readonly [string, Part])[] = [
    ["schema", (session) => schema(session, options.own)],
    ["privileges", privileges],
    ["extensions", extensions],
    ["vault_secrets", vaultSecrets],
    ["schedule", schedule],
    ["last_run", (session) => lastRun(session, options.now)],
    ["alerts", alerts],
  ];
  const found: Examination[] = [];
  await database.transaction("snapshot", async (session) => {
    await session.execute("set local statement_timeout = 10000; set local search_path = ''");
    for (const [name, part] of parts) {
      await session.execute("savepoint part");
      try {
        found.push(await part(session));
        await session.execute("release savepoint part");
      } catch (error) {
        if (sqlState(error) === undefined) throw error;
        await session.execute("rollback to savepoint part");
        found.push({ name, status: "not_evaluated", message: messageOf(error) });
      }
    }
  });
  return found;
}

async function exists(session: Session, relation: string): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>(
    "select pg_catalog.to_regclass($1) is not null as found",
    [relation],
  );
  return row?.found === true;
}

async function schema(session: Session, own: readonly StoreMigration[]): Promise<Examination> {
  const name = "schema";
  const push = "supabase db push";
  if (!(await exists(session, "supawarden.settings"))) {
    return {
      name,
      status: "fail",
      message: "schema supawarden is not there",
      advice: `supawarden init, then ${push}`,
    };
  }
  const applied = new Set<string>();
  if (await exists(session, "supabase_migrations.schema_migrations")) {
    const rows = await session.query<{ name: string }>(
      "select mig.name from supabase_migrations.schema_migrations mig where mig.name is not null",
    );
    for (const row of rows) applied.add(row.name);
  }
  const [setting] = await session.query<{ versions: string }>(
    "select stt.value::text as versions from supawarden.settings stt where stt.key = 'schema_versions'",
  );
  const versions = new Set(
    setting === undefined ? [] : (JSON.parse(setting.versions) as readonly string[]).map(String),
  );
  const missing = own.filter((each) => !applied.has(each.name) && !versions.has(each.version));
  if (missing.length === 0) {
    return { name, status: "pass", message: `all ${own.length} migrations of schema supawarden are applied` };
  }
  return {
    name,
    status: "fail",
    message: `not applied: ${missing.map((each) => each.name).join(", ")}`,
    advice: `supawarden init, then ${push}`,
  };
}

async function privileges(session: Session): Promise<Examination> {
  const name = "privileges";
  const rows = await session.query<{ role: string }>(
    `select rol.rolname::text as role
     from pg_catalog.pg_roles rol
     join pg_catalog.pg_namespace nsp on nsp.nspname = 'supawarden'
     where rol.rolname in ('anon', 'authenticated')
       and pg_catalog.has_schema_privilege(rol.oid, nsp.oid, 'usage')
     order by 1`,
  );
  const [exposed] = await session.query<{ schemas: string | null }>(
    `select pg_catalog.max(pg_catalog.split_part(setting, '=', 2)) as schemas
     from pg_catalog.pg_db_role_setting stored
     join pg_catalog.pg_roles rol on rol.oid = stored.setrole and rol.rolname = 'authenticator'
     cross join pg_catalog.unnest(stored.setconfig) setting
     where setting like 'pgrst.db_schemas=%'`,
  );
  const served = (exposed?.schemas ?? "").split(",").map((each) => each.trim());
  if (served.includes("supawarden")) {
    return {
      name,
      status: "fail",
      message: "the Data API serves schema supawarden",
      advice: "Take it out of the exposed schemas (API settings).",
    };
  }
  if (rows.length > 0) {
    const roles = rows.map((row) => row.role).join(" and ");
    return {
      name,
      status: "fail",
      message: `${roles} may use schema supawarden`,
      advice: `revoke all on schema supawarden from ${rows.map((row) => row.role).join(", ")};`,
    };
  }
  return {
    name,
    status: "pass",
    message: "anon and authenticated have no access, the Data API does not serve it",
  };
}

async function extensions(session: Session): Promise<Examination> {
  const rows = await session.query<{ name: string; version: string }>(
    `select ext.extname::text as name, ext.extversion as version
     from pg_catalog.pg_extension ext
     where ext.extname in ('pg_cron', 'pg_net', 'supabase_vault')
     order by 1`,
  );
  const missing = ["pg_cron", "pg_net", "supabase_vault"].filter(
    (name) => !rows.some((row) => row.name === name),
  );
  const have = rows.map((row) => `${row.name} ${row.version}`).join(", ");
  if (missing.length === 0) return { name: "extensions", status: "pass", message: have };
  return {
    name: "extensions",
    status: "fail",
    message: `not installed: ${missing.join(", ")}${have === "" ? "" : ` (there: ${have})`}`,
    advice: `${missing.map((name) => `create extension ${name};`).join(" ")} then select supawarden.install_schedule();`,
  };
}

async function vaultSecrets(session: Session): Promise<Examination> {
  const name = "vault_secrets";
  if (!(await exists(session, "vault.secrets"))) {
    return { name, status: "not_evaluated", message: "there is no Vault in this database" };
  }
  const rows = await session.query<{ name: string }>(
    "select sec.name from vault.secrets sec where sec.name = any ($1::text[])",
    [SECRETS],
  );
  const missing = SECRETS.filter((secret) => !rows.some((row) => row.name === secret));
  if (missing.length === 0) return { name, status: "pass", message: `${SECRETS.join(" and ")} are there` };
  return {
    name,
    status: "fail",
    message: `Vault has no ${missing.join(" and no ")}`,
    advice:
      "Set SUPAWARDEN_URL and SUPAWARDEN_TRIGGER_TOKEN and run supabase db push, or vault.create_secret(value, name).",
  };
}

async function schedule(session: Session): Promise<Examination> {
  const name = "schedule";
  if (!(await exists(session, "cron.job"))) {
    return { name, status: "not_evaluated", message: "pg_cron is not installed" };
  }
  const rows = await session.query<{
    name: string;
    active: boolean;
    status: string | null;
    at: string | null;
  }>(
    `select
       job.jobname as name,
       job.active,
       last.status,
       pg_catalog.to_char(last.start_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
     from cron.job job
     left join lateral (
       select det.status, det.start_time
       from cron.job_run_details det
       where det.jobid = job.jobid and det.status in ('succeeded', 'failed')
       order by det.start_time desc
       limit 1
     ) last on true
     where job.jobname = any ($1::text[])`,
    [JOBS],
  );
  const missing = JOBS.filter((job) => !rows.some((row) => row.name === job));
  const paused = rows.filter((row) => !row.active).map((row) => row.name);
  const failing = rows.filter((row) => row.status === "failed");
  if (missing.length > 0) {
    return {
      name,
      status: "fail",
      message: `no cron job ${missing.join(", ")}`,
      advice: "select supawarden.install_schedule();",
    };
  }
  if (failing.length > 0) {
    const jobs = failing.map((row) => `${row.name} (${row.at ?? "at an unknown time"})`).join(", ");
    return {
      name,
      status: "fail",
      message: `the last run failed of ${jobs}`,
      advice: "Integrations → Cron → the job's history has its message.",
    };
  }
  if (paused.length > 0) return { name, status: "warn", message: `paused: ${paused.join(", ")}` };
  return { name, status: "pass", message: `${JOBS.join(", ")} are active` };
}

async function lastRun(session: Session, now: string): Promise<Examination> {
  const name = "last_run";
  const [row] = await session.query<{ ended: string; hours: number }>(
    `select
       pg_catalog.to_char(run.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ended,
       extract(epoch from $1::timestamptz - run.finished_at)::float8 / 3600 as hours
     from supawarden.runs run
     where run.status = 'succeeded'
     order by run.finished_at desc
     limit 1`,
    [now],
  );
  if (row === undefined) {
    return {
      name,
      status: "fail",
      message: "no audit has ended well yet",
      advice: "select supawarden.start_audit(); starts one.",
    };
  }
  if (row.hours > LAST_RUN_HOURS) {
    return {
      name,
      status: "fail",
      message: `the last audit that ended well did so ${Math.round(row.hours)} hours ago, at ${row.ended}`,
      advice: "The history of job supawarden-watchdog and the function's log tell why.",
    };
  }
  return { name, status: "pass", message: `ended well at ${row.ended}` };
}

async function alerts(session: Session): Promise<Examination> {
  const name = "alerts";
  const [row] = await session.query<{ dead: number; waiting: number }>(
    `select
       pg_catalog.count(*) filter (where alr.dead)::int4 as dead,
       pg_catalog.count(*) filter (where not alr.dead and alr.delivered_at is null and alr.attempts > 0)::int4 as waiting
     from supawarden.alerts alr`,
  );
  if ((row?.dead ?? 0) > 0) {
    return {
      name,
      status: "warn",
      message: `${row?.dead} could not be delivered and were given up`,
      advice: "select idempotency_key, last_error from supawarden.alerts where dead;",
    };
  }
  if ((row?.waiting ?? 0) > 0) {
    return { name, status: "warn", message: `${row?.waiting} wait for another attempt` };
  }
  return { name, status: "pass", message: "none is waiting" };
}

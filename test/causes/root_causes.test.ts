import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PageAssets } from "../../src/html_report/page_assets.ts";
import { renderReportPage } from "../../src/html_report/report_page.tsx";
import { auditSnapshot } from "../../src/shared/audit/run.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { renderJson } from "../../src/shared/report/json.ts";
import { renderMarkdown } from "../../src/shared/report/markdown.ts";
import { renderText } from "../../src/shared/report/text.ts";
import { alertPayload } from "../../src/shared/store/alert_payload.ts";
import { builtPageAssets } from "../support/page_assets.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";
import { createTestDatabase } from "../support/servers.ts";

let database: Database;
beforeAll(async () => {
  database = openServer({ url: (await createTestDatabase()).url });
});
afterAll(() => database?.close());

/** The report of what the SQL makes, limited to the rules. */
async function audited(sql: string, rules: readonly string[]): Promise<Report> {
  let report: Report | undefined;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(sql);
    const snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
    report = await auditSnapshot(snapshot, {
      config: { exposed_schemas: ["public", "app"] },
      rules,
      trigger: "cli",
      source: "database",
      clock: () => "2026-01-01T00:00:00.000Z",
      newId: () => "run",
    });
  });
  if (report === undefined) throw new Error("nothing was audited");
  return report;
}

/** A statement for each number from 1, `%s` is the number. */
function loop(count: number, statement: string): string {
  return `do $loop$ begin for item in 1..${count} loop execute format($sql$${statement}$sql$, item); end loop; end $loop$;`;
}

function causesOf(report: Report, rule: string): Map<string | undefined, string[]> {
  const causes = new Map<string | undefined, string[]>();
  for (const finding of report.findings.filter((each) => each.rule === rule)) {
    causes.set(finding.root_cause, [...(causes.get(finding.root_cause) ?? []), finding.object.identity]);
  }
  return causes;
}

let assets: PageAssets;
beforeAll(async () => {
  assets = await builtPageAssets();
});

/** What people see of the page: without the data that it holds. */
function htmlOf(report: Report): string {
  return renderReportPage(report, assets).replaceAll(/<script.*?<\/script>/gs, "");
}

/** First lines of the groups in each form. */
function heads(report: Report) {
  return {
    text: renderText(report).match(/^(?:error|warn|info)\b.*$/gm) ?? [],
    html: [...htmlOf(report).matchAll(/<h2 id="group-\d+-title">(.*?)<\/h2>/g)].map((match) =>
      (match[1] ?? "").replace(/<[^>]*>/g, ""),
    ),
    markdown: [...renderMarkdown(report).matchAll(/<details><summary>\S+ <b>(.*)<\/summary>/g)].map((match) =>
      (match[1] ?? "").replace(/<[^>]*>/g, ""),
    ),
    alerts: (alertPayload(report, "info")?.groups ?? []).map((group) => group.root_cause ?? group.rule),
  };
}

describe("one default privilege on 300 tables", () => {
  const cause = "default privileges of postgres on tables in schema public";
  const sql = loop(300, "create table public.t_%s (id bigint primary key, token text)");

  test("is one group in text, HTML, markdown and alerts, and 300 findings in JSON", async () => {
    const report = await audited(sql, ["rls_disabled_in_public"]);
    for (const [form, lines] of Object.entries(heads(report))) expect(lines, form).toHaveLength(1);
    const { findings } = JSON.parse(renderJson(report)) as { findings: Finding[] };
    expect(findings).toHaveLength(300);
    expect(new Set(findings.map((finding) => finding.root_cause))).toEqual(new Set([cause]));
    expect(renderText(report)).toContain("(300 objects)\n  cause default privileges of postgres");
  });

  test("is one group whatever the number of rules, the rule on the cause itself among them", async () => {
    const report = await audited(sql, [
      "rls_disabled_in_public",
      "sensitive_columns_exposed",
      "default_privileges_open",
    ]);
    const texts = renderText(report);
    const [group] = (alertPayload(report, "info")?.groups ?? []).filter((each) => each.root_cause === cause);
    expect(heads(report).text[0]).toBe("error 601 findings of one cause");
    expect(texts.match(/rls_disabled_in_public\]/g)).toHaveLength(1);
    expect(group).toMatchObject({
      rule: "rls_disabled_in_public",
      severity: "error",
      count: 601,
      object_count: 301,
      rules: [
        { rule: "rls_disabled_in_public", severity: "error", count: 300 },
        { rule: "sensitive_columns_exposed", severity: "error", count: 300 },
        { rule: "default_privileges_open", severity: "info", count: 1 },
      ],
      repair: {
        sql: "alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;",
        scope: "cause",
      },
    });
  });

  test("writes out five objects, the end of the cause, and behind a fold the SQL for all", async () => {
    const report = await audited(sql, ["rls_disabled_in_public"]);
    const end =
      "alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;";
    const text = renderText(report);
    expect(text.match(/^ {2}public\.t_\d+(?::.*)?$/gm)).toHaveLength(5);
    expect(text).toContain("and 295 more; --format json lists all");
    expect(text).toContain(end);
    expect(text.match(/enable row level security/g)).toHaveLength(1);
    const page = renderMarkdown(report);
    expect(page).toContain(end);
    expect(page.match(/enable row level security;/g)).toHaveLength(300);
    expect(page.match(/<summary>SQL for all 300<\/summary>/g)).toHaveLength(1);
    // A page to click through has each repair with its finding too.
    const html = htmlOf(report);
    expect(html.match(/<pre tabIndex="0">\n?alter default privileges/g)).toHaveLength(1);
    expect(html.match(/<li data-finding=/g)).toHaveLength(300);
    expect(html.match(/enable row level security;/g)).toHaveLength(600);
    expect(html.match(/SQL for all 300/g)).toHaveLength(1);
  });

  test("is not said of a table whose grants are other ones, or whose owner has no such default", async () => {
    const report = await audited(
      `create table public.as_made (id int);
       create table public.narrowed (id int);
       revoke delete on public.narrowed from anon, authenticated;
       create table public.widened (id int);
       grant select on public.widened to public;
       create table public.of_reporting (id int);
       create role reporting_owner;
       create table public.other_role_reads (id int);
       grant select on public.other_role_reads to reporting_owner;
       grant create on schema public to reporting_owner;
       alter table public.of_reporting owner to reporting_owner;
       create schema app; grant usage on schema app to anon;
       create table app.granted (id int);
       grant all on app.granted to anon, authenticated;`,
      ["rls_disabled_in_public"],
    );
    expect([...causesOf(report, "rls_disabled_in_public")]).toEqual([
      [undefined, ["app.granted", "public.narrowed", "public.of_reporting"]],
      [cause, ["public.as_made", "public.other_role_reads", "public.widened"]],
    ]);
  });

  test("is named by its own role and schema, or as one for every schema", async () => {
    const report = await audited(
      `create role "Deploy ""Bot""";
       create schema app; grant usage on schema app to anon; grant all on schema app to "Deploy ""Bot""";
       alter default privileges for role "Deploy ""Bot""" grant select on tables to anon;
       set local role "Deploy ""Bot""";
       create table app.made (id int);
       reset role;`,
      ["rls_disabled_in_public"],
    );
    const [finding] = report.findings;
    expect(finding?.root_cause).toBe('default privileges of Deploy "Bot" on tables in every schema');
    expect(finding?.remediation.cause_sql).toBe(
      'alter default privileges for role "Deploy ""Bot""" revoke all on tables from anon;',
    );
  });
});

describe("one loop of policies on 300 tables", () => {
  const table = `create table public.%1$I (id bigint primary key, user_id uuid, kind text);
    alter table public.%1$I enable row level security;`;
  const each = (count: number, name: string, policy: string) =>
    `do $loop$ declare t text; begin for item in 1..${count} loop t := format('${name}', item);
       execute format($sql$${table} ${policy}$sql$, t, t || '_own', t);
     end loop; end $loop$;`;

  test("is one group, whatever tells the policies apart", async () => {
    const report = await audited(
      each(
        300,
        'Doc "%s',
        "create policy %2$I on public.%1$I for delete using (user_id = auth.uid() and kind <> %3$L)",
      ),
      ["auth_rls_initplan"],
    );
    expect(report.findings).toHaveLength(300);
    for (const [form, lines] of Object.entries(heads(report))) expect(lines, form).toHaveLength(1);
    const [cause] = causesOf(report, "auth_rls_initplan").keys();
    expect(cause).toBe(
      "policy \"{table}_own\" for delete to public using (((user_id = auth.uid()) AND (kind <> '{table}'::text))), made alike on several tables",
    );
    expect(htmlOf(report).match(/SQL for all 300/g)).toHaveLength(1);
  });

  test("is told from another loop, and from policies by hand", async () => {
    const report = await audited(
      [
        each(4, "a_%s", "create policy %2$I on public.%1$I for delete using (user_id = auth.uid())"),
        each(4, "b_%s", "create policy %2$I on public.%1$I for update using (user_id = auth.uid())"),
        each(
          2,
          "c_%s",
          "create policy %2$I on public.%1$I for select using (user_id = auth.uid() and kind = 'c')",
        ),
      ].join("\n"),
      ["auth_rls_initplan"],
    );
    const causes = [...causesOf(report, "auth_rls_initplan")].map(([cause, objects]) => [
      cause?.slice(0, 30),
      objects.length,
    ]);
    expect(causes).toEqual([
      ['policy "{table}_own" for delet', 4],
      ['policy "{table}_own" for updat', 4],
      [undefined, 2],
    ]);
  });

  test("covers what several policies do together, each table once", async () => {
    const report = await audited(
      each(
        20,
        "d_%s",
        "create policy %2$I on public.%1$I using (user_id = (select auth.uid())); create policy by_kind on public.%1$I using (kind = 'open')",
      ),
      ["multiple_permissive_policies"],
    );
    for (const [form, lines] of Object.entries(heads(report))) expect(lines, form).toHaveLength(1);
    expect(renderText(report)).toMatch(/\(20 objects, \d+ findings\)/);
    expect(renderText(report)).toContain(
      'cause policies "by_kind", "{table}_own", made alike on several tables',
    );
    expect(alertPayload(report, "info")?.groups[0]?.object_count).toBe(20);
  });

  test("is one over schemas of one shape too", async () => {
    const report = await audited(
      loop(
        5,
        `create schema tenant_%1$s; create function tenant_%1$s.mine(uuid) returns boolean language sql set search_path = '' as 'select true';
         create table tenant_%1$s.notes (id bigint primary key, user_id uuid);
         alter table tenant_%1$s.notes enable row level security;
         create policy own on tenant_%1$s.notes using (tenant_%1$s.mine(user_id) and user_id = auth.uid())`,
      ),
      ["auth_rls_initplan"],
    );
    expect([...causesOf(report, "auth_rls_initplan").values()].map((objects) => objects.length)).toEqual([5]);
  });
});

test("routines of one generator are one group, and others are not among them", async () => {
  const report = await audited(
    `${loop(
      50,
      `create function public.touch_%1$s() returns trigger language plpgsql as $body$
         begin update public.table_%1$s set changed = now() where id = new.id and kind = 'kind %1$s'; return new; end $body$`,
    )}
     create function public.by_hand() returns trigger language plpgsql as $$ begin raise notice 'hello'; return new; end $$;`,
    ["function_search_path_mutable"],
  );
  const causes = [...causesOf(report, "function_search_path_mutable")];
  expect(causes.map(([cause, objects]) => [cause, objects.length])).toEqual([
    [undefined, 1],
    ["routines like public.touch_1(), whose bodies differ in names and constants only", 50],
  ]);
});

test("a partitioned table and its partitions are one group", async () => {
  const report = await audited(
    `create schema app; grant usage on schema app to anon;
     create table app.events (id bigint, part int) partition by list (part);
     create table app.events_deep partition of app.events for values in (0) partition by list (id);
     ${loop(12, "create table app.events_%1$s partition of app.events for values in (%1$s)")}
     create table app.events_deep_1 partition of app.events_deep for values in (1);
     create table app.alone (id bigint);
     grant select on all tables in schema app to anon;`,
    ["rls_disabled_in_public"],
  );
  const causes = [...causesOf(report, "rls_disabled_in_public")];
  expect(causes.map(([cause, objects]) => [cause, objects.length])).toEqual([
    [undefined, 1],
    ["partitioned table app.events and its partitions", 15],
  ]);
});

test("a cause that the rule itself gives stays", async () => {
  const report = await audited(
    loop(
      10,
      "create function public.open_%1$s() returns int language sql security definer set search_path = '' as 'select 1'",
    ),
    ["anon_security_definer_function_executable"],
  );
  const cause = "default privileges of postgres on functions in schema public";
  expect([...causesOf(report, "anon_security_definer_function_executable").keys()]).toEqual([cause]);
  expect(report.findings[0]?.remediation.cause_sql).toBe(
    "alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated;",
  );
});

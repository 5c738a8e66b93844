import { expect, it } from "vitest";
import { openServer } from "../../src/shared/database/server.ts";
import { readServerUrl } from "../../src/shared/database/server_url.ts";
import { upgradeSchema } from "../../src/shared/store/upgrade_schema.ts";
import { adminUrl, createTestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";

it("connects by a string with the settings of other clients in it", async () => {
  const url = new URL(await adminUrl());
  url.search = "?pgbouncer=true&connection_limit=1&schema=public&application_name=mine&sslmode=allow";
  const database = openServer({ url: url.href });
  try {
    const rows = await database.query("select pg_catalog.current_setting('application_name') as name");
    expect(rows).toEqual([{ name: "mine" }]);
  } finally {
    await database.close();
  }
});

it("prefers encryption where asked to, and goes without where the server has none", async () => {
  const database = openServer({ url: await adminUrl(), preferTls: true });
  try {
    expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    await database.close();
  }
});

it("leaves what it does not know, and the password, as given", () => {
  const url = "postgres://u:p%5Ew@h:6543/db?options=-c%20search_path%3Dx";
  expect(readServerUrl(url)).toEqual({ url, label: "h:6543/db", namesTls: false });
  const { url: cleaned } = readServerUrl(`${url}&pgbouncer=true`);
  expect(decodeURIComponent(new URL(cleaned).password)).toBe("p^w");
  expect(new URL(cleaned).searchParams.get("options")).toBe("-c search_path=x");
});

it("tells a role that may not connect from one that may not make the schema", async () => {
  const copy = await createTestDatabase();
  try {
    await expect(
      onDatabase(copy.connectOnlyUrl, (database) =>
        upgradeSchema(database, [{ version: "1", name: "made", sql: "create schema supawarden" }]),
      ),
    ).rejects.toMatchObject({
      kind: "permission",
      message: expect.stringContaining("make or change schema"),
    });
    await onDatabase(copy.url, (database) =>
      database.execute(
        `do $$ begin execute format('revoke connect on database %I from public', current_database()); end $$`,
      ),
    );
    await expect(
      onDatabase(copy.connectOnlyUrl, (database) => database.query("select 1")),
    ).rejects.toMatchObject({ kind: "permission", message: expect.stringContaining("may not connect") });
  } finally {
    await copy.drop();
  }
});

// Adopts or undoes on a server, and is killed before the given statement: `URL N adopt|undo CHAIN BASELINE`.
import { adoptLedger, findAdoption, undoAdoption } from "../../src/shared/consolidate/adopt_ledger.ts";
import { planAdoption } from "../../src/shared/consolidate/adopt_plan.ts";
import { readLedgerRows } from "../../src/shared/consolidate/ledger_rows.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { migrationFiles } from "../support/migration_files.ts";

const [url = "", limit = "0", what = "adopt", chain = "{}", baseline = "{}"] = process.argv.slice(2);
let left = Number(limit);

/** Sleeping is what a killed process does not do: nothing after this line runs. */
function step(): void {
  if (left-- === 0) process.kill(process.pid, "SIGKILL");
}

function counted(session: Session): Session {
  return {
    query: (sql, parameters) => {
      step();
      return session.query(sql, parameters);
    },
    execute: (sql) => {
      step();
      return session.execute(sql);
    },
  };
}

const server = openServer({ url });
const database: Database = {
  ...server,
  ...counted(server),
  transaction: async (mode, body) => {
    const result = await server.transaction(mode, async (session) => {
      const value = await body(counted(session));
      // Just before the commit.
      step();
      return value;
    });
    // Just after it.
    step();
    return result;
  },
};

if (what === "adopt") {
  const plan = planAdoption(await server.transaction("snapshot", readLedgerRows), {
    database: server.label,
    chain: migrationFiles(JSON.parse(chain)),
    baseline: migrationFiles(JSON.parse(baseline)),
    remove: [],
    parser: await loadSqlParser(),
  });
  await adoptLedger(database, plan);
} else {
  await undoAdoption(database, await findAdoption(server));
}
await server.close();
process.stdout.write("done\n");

import { openServer } from "../src/shared/database/server.ts";
import { readCatalogState, changesBetween } from "../src/shared/catalog/catalog_state.ts";
import { stateSql, tablesSql } from "../src/shared/catalog/catalog_state_sql.ts";
const url = process.argv[2]!;
const db = openServer({ url });
let before;
const times: number[] = [];
for (let i = 0; i < 10; i++) {
  const t = performance.now();
  const s = await db.transaction("snapshot", (x) => readCatalogState(x));
  times.push(performance.now() - t);
  if (before) console.log(changesBetween(before, s));
  else console.log(s, JSON.stringify(s).length);
  before = s;
}
console.log(times.map(t=>t.toFixed(1)).join(" "));
if (process.argv[3]) {
 const plan = await db.transaction("snapshot", async (x) => { await x.execute("set local jit=off; set local search_path='';set local work_mem='32MB'; set local max_parallel_workers_per_gather=0"); return x.query("explain (analyze, timing on, costs off) " + stateSql(await x.query(tablesSql()))); });
 console.log(plan.map((r: any) => r["QUERY PLAN"]).join("\n"));
}
await db.close();

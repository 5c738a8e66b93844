import { openServer } from "../src/shared/database/server.ts";
import { databaseUrl, startCluster } from "../test/support/test_cluster.ts";
import { generate } from "./generate.ts";
import { writeFileSync } from "node:fs";
const [which, ...sizes] = process.argv.slice(2);
const cluster = await startCluster(which as "npm");
const { url } = cluster.state as { url: string };
writeFileSync(`/tmp/det/url_${which}`, url);
for (const size of sizes) {
  const admin = openServer({ url });
  await admin.execute(`create database bench_${size} template template_supawarden`);
  await admin.close();
  const db = openServer({ url: databaseUrl(url, `bench_${size}`) });
  const t = performance.now();
  await generate(db, Number(size));
  console.log(size, performance.now() - t);
  await db.close();
}
console.log("ready", url);
setInterval(() => {}, 100000);

#!/usr/bin/env node
// Runs the built command line; in a checkout it builds it first when a source is newer.
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const entry = `${root}dist/cli/main.js`;

function newest(folder) {
  let time = 0;
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${item.name}`;
    if (item.isDirectory()) time = Math.max(time, newest(path));
    else if (/\.(tsx?|css|html|json)$/.test(item.name)) time = Math.max(time, statSync(path).mtimeMs);
  }
  return time;
}

function outdated() {
  // Only a checkout has the sources of the command line; the published package has dist alone.
  if (!existsSync(`${root}src/cli/main.ts`) || !existsSync(`${root}scripts/build.mjs`)) return false;
  if (!existsSync(entry)) return true;
  const sources = [`${root}src`, `${root}supabase/functions`].filter((folder) => existsSync(folder));
  return Math.max(...sources.map(newest)) > statSync(entry).mtimeMs;
}

if (process.env.SUPAWARDEN_SKIP_BUILD !== "1" && outdated()) {
  const { buildDist } = await import("../scripts/build.mjs");
  await buildDist();
}
await import("../dist/cli/main.js");

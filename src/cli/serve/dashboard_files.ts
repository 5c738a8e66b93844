import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Context } from "hono";
import { packageFolder } from "../package_folder.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** Where the build puts the dashboard. */
export function dashboardFolder(): string {
  return join(packageFolder(), "dist", "dashboard");
}

/** Answers a request for a file of the dashboard; `undefined` where there is no such file. */
export type DashboardFiles = (c: Context, path: string) => Promise<Response | undefined>;

/**
 * The files of a folder, kept in memory once asked for. Only names that the folder lists are read, so that no request
 * leads out of it.
 */
export function dashboardFiles(folder = dashboardFolder()): DashboardFiles {
  const kept = new Map<string, { readonly plain: Buffer; readonly zipped: Buffer }>();
  return async (c, path) => {
    const file = kept.get(path) ?? (await load(folder, path));
    if (file === undefined) return undefined;
    kept.set(path, file);
    const zip = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
    return c.body(new Uint8Array(zip ? file.zipped : file.plain), 200, {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      // The name of an asset changes with its content.
      "Cache-Control": path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      Vary: "Accept-Encoding",
      ...(zip ? { "Content-Encoding": "gzip" } : {}),
    });
  };
}

async function load(folder: string, path: string) {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  if (!names.map((name) => name.replaceAll("\\", "/")).includes(path)) return undefined;
  const plain = await readFile(join(folder, path)).catch(() => undefined);
  return plain === undefined ? undefined : { plain, zipped: gzipSync(plain) };
}

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { listen } from "../../src/cli/serve/http_server.ts";
import { createServeApp } from "../../src/cli/serve/serve_app.ts";
import { createServices, sharedDatabase } from "../../src/cli/serve/serve_services.ts";
import type { Config } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import type { FolderHistory, KnownMigration } from "../../src/shared/http/services.ts";
import { ROOT } from "../cli/run_cli.ts";

/** What `serve` answers, on a database of the test. */
export interface LocalService {
  readonly url: string;
  readonly key: string;
  stop(): Promise<void>;
}

/** What a test changes about the service. */
export interface LocalOptions {
  readonly database: Database;
  /** In place of the open database; throwing is a database that is away. */
  readonly connect?: () => Promise<Database>;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: Config;
  readonly migrationFiles?: () => readonly KnownMigration[];
  readonly folderHistory?: () => Promise<FolderHistory>;
  /** A free one where it is left out. */
  readonly port?: number;
}

/** Starts it on a free port. */
export async function startLocal(options: LocalOptions): Promise<LocalService> {
  const key = "sb_secret_of_the_dashboard_tests";
  const environment: Readonly<Record<string, string>> = {
    SUPABASE_SECRET_KEYS: JSON.stringify({ test: key }),
    SUPAWARDEN_TRIGGER_TOKEN: "token-of-the-dashboard-tests",
    ...options.env,
  };
  const services = createServices({
    connect: options.connect ?? (async () => sharedDatabase(options.database)),
    env: (name) => environment[name],
    config: async () => options.config ?? {},
    log: () => undefined,
    ...(options.migrationFiles === undefined ? {} : { migrationFiles: options.migrationFiles }),
    ...(options.folderHistory === undefined ? {} : { folderHistory: options.folderHistory }),
  });
  const app = createServeApp(services);
  const server = await listen(app.fetch, { host: "127.0.0.1", port: options.port ?? 0 });
  return {
    url: `${server.url}/`,
    key,
    stop: async () => {
      await app.stop();
      await server.stop();
      await services.settled();
    },
  };
}

/** A host of static files that knows nothing of the service: dist/dashboard with these settings. */
export async function startStatic(settings: () => string): Promise<{ readonly url: string; stop(): void }> {
  const types: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
  };
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    if (path === "/settings.json") {
      response.setHeader("content-type", "application/json").end(settings());
      return;
    }
    readFile(join(ROOT, "dist", "dashboard", path)).then(
      (content) => response.setHeader("content-type", types[extname(path)] ?? "").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

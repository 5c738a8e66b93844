import { execFile, spawn } from "node:child_process";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "./free_port.ts";
import { serverUser } from "./postgres_server.ts";

/** A transaction pooler in front of one database, with one connection to it. */
export interface TransactionPooler {
  readonly url: string;
  stop(): Promise<void>;
}

/** Debian's pgbouncer before the database; nothing where it is not installed. */
export async function startTransactionPooler(databaseUrl: string): Promise<TransactionPooler | undefined> {
  if (!(await isInstalled())) return undefined;
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const database = pathname.slice(1);
  // It refuses to run as root.
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), "supawarden-pooler-"));
  const own = await freePort();
  const settings = join(folder, "pgbouncer.ini");
  await writeFile(
    settings,
    `[databases]
${database} = host=${hostname} port=${port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
`,
  );
  if (user !== undefined) for (const path of [folder, settings]) await chown(path, user.uid, user.gid);
  const pooler = spawn(POOLER, ["-q", settings], { ...user, cwd: tmpdir(), stdio: "ignore" });
  const gone = new Promise((resolve) => pooler.once("exit", resolve));
  await Promise.race([
    listens(own),
    gone.then(() => {
      throw new Error("the pooler could not be started");
    }),
  ]);
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${own}/${database}`,
    stop: async () => {
      pooler.kill("SIGKILL");
      await gone;
      await rm(folder, { recursive: true });
    },
  };
}

const POOLER = "/usr/sbin/pgbouncer";

function isInstalled(): Promise<boolean> {
  return promisify(execFile)(POOLER, ["--version"]).then(
    () => true,
    () => false,
  );
}

async function listens(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const probe = connect(port, "127.0.0.1", () => resolve(true));
      probe.once("error", () => resolve(false));
      probe.once("connect", () => probe.destroy());
    });
    if (isOpen) return;
    await pause(50);
  }
  throw new Error("the pooler does not listen");
}

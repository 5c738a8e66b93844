import { execFile, spawn } from "node:child_process";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free_port.ts";
import { serverUser } from "./postgres_server.ts";
import { waitUntilReady } from "./test_cluster.ts";

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
  const stop = async () => {
    pooler.kill("SIGKILL");
    await gone;
    await rm(folder, { recursive: true });
  };
  const url = `postgres://${username}:${password}@127.0.0.1:${own}/${database}`;
  try {
    await waitUntilReady(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

const POOLER = "/usr/sbin/pgbouncer";

function isInstalled(): Promise<boolean> {
  return promisify(execFile)(POOLER, ["--version"]).then(
    () => true,
    () => false,
  );
}

import { execFile, spawn } from "node:child_process";
import { chown, cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free_port.ts";

/** A Postgres server of this test run. */
export interface PostgresServer {
  /** Superuser `postgres`, database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** How to run a server. */
export interface ServerPlan {
  /** Folder of an installation, with `bin/initdb` and `bin/postgres` in it. */
  readonly root: string;
  readonly settings: Readonly<Record<string, string>>;
}

export const PASSWORD = "postgres";

/**
 * Makes the cluster, runs the server, and watches standard input: it closes when the test run ends, however it ends,
 * and then the server stops and its folder goes. The shell leads its own session, so Ctrl-C reaches the run alone.
 */
const KEEPER = `
folder=$1 root=$2 port=$3
shift 3
trap '' INT TERM HUP
"$root/bin/initdb" -D "$folder/data" -U postgres --pwfile="$folder/password" --auth-local=trust --auth-host=scram-sha-256 \\
  -E UTF8 --locale=C --no-sync --no-instructions >"$folder/log" 2>&1 || { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
"$root/bin/postgres" -D "$folder/data" -p "$port" -k "$folder" "$@" >>"$folder/log" 2>&1 </dev/null &
server=$!
echo started
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
`;

/** Starts a server on a free port, as an unprivileged user when the run is root's, which Postgres refuses. */
export async function startPostgres(plan: ServerPlan): Promise<PostgresServer> {
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), "supawarden-pg-"));
  const port = await freePort();
  await writeFile(join(folder, "password"), `${PASSWORD}\n`);
  const root = await reachable(plan.root, { folder, user });
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const settings = { fsync: "off", listen_addresses: "127.0.0.1", max_connections: "60", ...plan.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const keeper = spawn("/bin/sh", ["-c", KEEPER, "keeper", folder, root, String(port), ...flags], {
    ...user,
    cwd: tmpdir(),
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
  await Promise.race([
    new Promise((resolve) => keeper.stdout.once("data", resolve)),
    gone.then(() => {
      throw new Error(`no server could be started from ${plan.root}`);
    }),
  ]);
  return {
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      keeper.stdin.end();
      await gone;
    },
  };
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export async function serverUser(): Promise<ServerUser | undefined> {
  if (userInfo().uid !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all(
        ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, name])).stdout)),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Error(
    "Postgres does not run as root, and this machine has neither a user postgres nor a user nobody",
  );
}

const run = promisify(execFile);

/** The installation where the server's user can read it: a checkout under /root is closed to others, so it is copied. */
async function reachable(
  root: string,
  server: { readonly folder: string; readonly user: ServerUser | undefined },
): Promise<string> {
  try {
    await run(join(root, "bin/postgres"), ["--version"], { ...server.user, cwd: tmpdir() });
    return root;
  } catch {
    const copy = join(server.folder, "installation");
    await cp(root, copy, { recursive: true, verbatimSymlinks: true });
    if (server.user !== undefined) await run("chown", ["-R", `${server.user.uid}:${server.user.gid}`, copy]);
    return copy;
  }
}

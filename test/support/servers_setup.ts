import { createServer, type Socket } from "node:net";
import type { TestProject } from "vitest/node";
import { type Cluster, type ClusterName, startCluster } from "./test_cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Port on which this run answers which server is where; a server starts when the first test asks for it. */
    readonly serverDesk: number;
  }
}

/**
 * Keeps the real servers of a run. Test files are processes of their own, so they ask by one line over TCP (the name
 * of a cluster) and are answered by one line of JSON; that way a server is started once, and only if a test needs it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clusters = new Map<ClusterName, Promise<Cluster>>();
  const cluster = (name: ClusterName) => {
    const known = clusters.get(name) ?? startCluster(name);
    clusters.set(name, known);
    return known;
  };
  const desk = createServer((socket) => {
    socket.once("data", (data) => void answer(socket, () => cluster(data.toString().trim() as ClusterName)));
  });
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const address = desk.address();
  if (typeof address !== "object" || address === null) throw new Error("the desk has no port");
  desk.unref();
  project.provide("serverDesk", address.port);
  return async () => {
    desk.close();
    await Promise.all(
      [...clusters.values()].map(async (starting) => (await starting.catch(() => undefined))?.server?.stop()),
    );
  };
}

async function answer(socket: Socket, start: () => Promise<Cluster>): Promise<void> {
  try {
    const { state } = await start();
    if (!state.available) process.stderr.write(`\n${state.reason}\n`);
    socket.end(JSON.stringify(state));
  } catch (error) {
    socket.end(JSON.stringify({ failed: error instanceof Error ? error.message : String(error) }));
  }
}

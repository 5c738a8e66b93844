import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { SupawardenError } from "../../shared/errors.ts";

/** A server that listens. */
export interface HttpServer {
  readonly url: string;
  /** Ends open requests after some seconds. */
  stop(): Promise<void>;
}

/** How long requests may go on after a stop, in milliseconds. */
const GRACE_MS = 3_000;

/** Listens for HTTP. Throws SupawardenError `unavailable` when the address is taken or not ours. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  address: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const { host, port } = address;
  const server = serve({ fetch, hostname: host, port }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", (error: NodeJS.ErrnoException) => reject(refused(error, address)));
  });
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${actual}`,
    stop: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function refused(
  error: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): SupawardenError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program listens there",
    EADDRNOTAVAIL: "this machine has no such address",
    EACCES: "that needs more rights",
    ENOTFOUND: "the name does not resolve",
  };
  return new SupawardenError(
    "unavailable",
    `cannot listen on ${host}:${port}: ${reasons[error.code ?? ""] ?? error.message}`,
    { hint: "Give another --port (0 takes a free one) or --host.", cause: error },
  );
}

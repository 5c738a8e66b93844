import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type InvocationUse, type Isolate, startIsolate } from "./isolate.ts";

/**
 * What stands before a project's functions: each request to `/functions/v1/audit` is an invocation in a fresh process,
 * also those that the function sends to itself. Processes go on until `finish`, since work goes on behind an answer.
 */
export interface Gateway {
  /** What the function knows as `SUPABASE_URL`. */
  readonly url: string;
  /** Waits until the processes have nothing more to do, ends them, and tells what each one has used, in their order. */
  finish(): Promise<readonly InvocationUse[]>;
  /** What the processes have printed. */
  output(): string;
  close(): Promise<void>;
}

const FUNCTIONS = "/functions/v1/";
/** A process without any CPU time for as long, in milliseconds, has nothing more to do once its run is over. */
const QUIET = 500;
/** The same before another process is started. */
const BETWEEN = 150;
/** How long `finish` waits for that, in milliseconds. */
const QUIET_WITHIN = 15_000;

/** Serves on a free port of this machine. */
export async function startGateway(environment: Readonly<Record<string, string>>): Promise<Gateway> {
  let isolates: Isolate[] = [];
  const starting = new Set<Promise<Isolate>>();
  const server = createServer((request, response) => {
    invoke(request, response).catch((error: unknown) => {
      console.error("bench: an invocation failed:", error);
      if (!response.headersSent) response.statusCode = 502;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}`;

  const invoke = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    if (!path.startsWith(`${FUNCTIONS}audit`)) {
      response.writeHead(404).end();
      return;
    }
    const body = await readBody(request);
    // What V8 goes on compiling behind one invocation would be measured as a part of the next.
    await untilQuiet(() => isolates, BETWEEN);
    const start = startIsolate({ ...environment, SUPABASE_URL: url });
    starting.add(start);
    const isolate = await start.finally(() => starting.delete(start));
    isolates.push(isolate);
    const answer = await fetch(`${isolate.url}/${path.slice(FUNCTIONS.length)}`, {
      method: request.method ?? "GET",
      headers: passedOn(request),
      ...(body.length === 0 ? {} : { body }),
    });
    // The body comes decoded, and in pieces of its own.
    const headers = [...answer.headers].filter(
      ([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(headers));
    for await (const piece of answer.body ?? []) response.write(piece);
    response.end();
  };

  const stopAll = async () => {
    await Promise.allSettled([...starting]);
    await Promise.all(isolates.map((isolate) => isolate.stop()));
  };
  return {
    url,
    finish: async () => {
      await untilQuiet(() => isolates, QUIET);
      const used = isolates.map((isolate) => isolate.use());
      await stopAll();
      isolates = [];
      return used;
    },
    output: () => isolates.map((isolate) => isolate.output()).join("\n"),
    close: async () => {
      await stopAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passedOn(request: IncomingMessage): Record<string, string> {
  const own = new Set(["host", "connection", "content-length", "transfer-encoding", "expect"]);
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      own.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function untilQuiet(isolates: () => readonly Isolate[], quiet: number): Promise<void> {
  const total = () => isolates().reduce((sum, isolate) => sum + isolate.use().process_cpu, 0);
  const deadline = Date.now() + QUIET_WITHIN;
  let seen = total();
  for (let since = Date.now(); Date.now() - since < quiet && Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = total();
    if (now === seen) continue;
    seen = now;
    since = Date.now();
  }
}

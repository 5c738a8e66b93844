import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { freePort } from "../test/support/free_port.ts";
import { killProcess, own } from "./processes.ts";

/** What an invocation has used since its isolate was ready for it. */
export interface InvocationUse {
  /** CPU seconds of the thread that runs the function, which is what the platform limits. */
  readonly thread_cpu: number;
  /** CPU seconds of the whole process, V8's helper threads for compiling and collecting garbage included. */
  readonly process_cpu: number;
  /** How far the resident memory rose above what it was before, in megabytes. */
  readonly growth_mb: number;
}

/** A function in a fresh process of the edge runtime's Deno. */
export interface Isolate {
  readonly url: string;
  readonly output: () => string;
  /** Linux alone tells it. */
  use(): InvocationUse;
  stop(): Promise<void>;
}

/** The optional package of the edge runtime's Deno. */
export const DENO = "node_modules/edge-deno/deno";

const FLAGS = [
  "--no-remote",
  "--no-lock",
  "--node-modules-dir=manual",
  "--no-check",
  "--no-prompt",
  "--allow-env",
  "--allow-net",
  "--allow-read",
  "--allow-sys",
];
/** How long a start may take, in milliseconds. */
const START_WITHIN = 60_000;

/** Starts function `audit`, waits until it has answered its health, and counts what it uses from then on. */
export async function startIsolate(environment: Readonly<Record<string, string>>): Promise<Isolate> {
  const port = await freePort();
  const folder = "supabase/functions/audit";
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const child = own(
    spawn(DENO, ["serve", ...FLAGS, "--config", `${folder}/deno.json`, ...address, `${folder}/index.ts`], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...environment },
    }),
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + START_WITHIN; ; ) {
    const up = await fetch(`${url}/audit/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      await killProcess(child);
      throw new Error(`the function was not served: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const pid = child.pid ?? 0;
  const before = { thread: cpuSeconds(`${pid}/task/${pid}`), process: cpuSeconds(String(pid)) };
  // 5 sets the high-water mark back to what is resident now.
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const resident = megabytesOf(pid, "VmRSS");
  return {
    url,
    output: () => output,
    use: () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the process of an invocation ended by itself: ${output.slice(-2_000)}`);
      }
      return {
        // `deno serve` runs JavaScript on the main thread, whose id is the process's.
        thread_cpu: cpuSeconds(`${pid}/task/${pid}`) - before.thread,
        process_cpu: cpuSeconds(String(pid)) - before.process,
        growth_mb: megabytesOf(pid, "VmHWM") - resident,
      };
    },
    stop: () => killProcess(child),
  };
}

/** The kernel tells times of user and system in hundredths of a second. */
function cpuSeconds(place: string): number {
  const text = readFileSync(`/proc/${place}/stat`, "utf8");
  // The name before may hold spaces; the fields are 14 and 15 of all.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function megabytesOf(pid: number, field: "VmRSS" | "VmHWM"): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) / 1024;
}

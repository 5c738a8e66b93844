import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `npm run` works in the checkout; the bundle that runs lies elsewhere, so that its own place says nothing. */
const command = (file: string, args: readonly string[]) => [
  "--",
  "scripts/run-ts.mjs",
  // Source maps take memory, and the published command line has none.
  "--no-source-maps",
  `bench/${file}`,
  ...args,
];

/** Runs a file of the bench in a process of its own, to its end, and reads the one line of JSON that it prints. */
export async function measureProcess<Measured>(file: string, args: readonly string[]): Promise<Measured> {
  const { stdout, stderr } = await run(process.execPath, command(file, args), { maxBuffer: 1024 ** 2 });
  if (stderr !== "") console.error(stderr.trimEnd());
  return JSON.parse(stdout) as Measured;
}

/** A process of the bench that goes on until it is stopped. */
export interface LoopingProcess {
  /** Lines that it has printed so far. */
  lines(): number;
  /** Resolves when it has printed a line more; rejects when it ends before. */
  nextLine(): Promise<void>;
  /** Lets it finish what it is at. */
  stop(): Promise<void>;
}

/**
 * Starts a file of the bench that goes on until its standard input closes, which it does also when the bench ends.
 * One that gives way runs in the kernel's idle policy: it takes what no other process wants.
 */
export function startLoop(
  file: string,
  args: readonly string[],
  { givesWay }: { readonly givesWay: boolean },
): LoopingProcess {
  const words = [...(givesWay ? ["chrt", "--idle", "0"] : []), process.execPath, ...command(file, args)];
  const child = spawn(words[0] ?? "", words.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let lines = 0;
  child.stdout.on("data", (data) => {
    lines += String(data).split("\n").length - 1;
  });
  return {
    lines: () => lines,
    nextLine: async () => {
      for (const before = lines; lines === before; ) {
        if (child.exitCode !== null) throw new Error(`bench/${file} ended`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

const owned = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of owned) child.kill("SIGKILL");
});

/** Makes sure that a process ends when the bench does, whatever ends it. */
export function own<Child extends ChildProcess>(child: Child): Child {
  owned.add(child);
  child.once("exit", () => owned.delete(child));
  return child;
}

/** Ends a process at once. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

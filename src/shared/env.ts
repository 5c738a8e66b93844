interface EdgeGlobals {
  readonly Deno?: { readonly env: { get(name: string): string | undefined } };
  readonly process?: { readonly env: Readonly<Record<string, string | undefined>> };
  readonly EdgeRuntime?: { waitUntil(work: Promise<unknown>): void };
}

/** An environment variable on Deno or Node; `undefined` where it is not set, or empty, which platforms use for unset. */
export function readEnv(name: string): string | undefined {
  const { Deno, process } = globalThis as EdgeGlobals;
  const value = Deno === undefined ? process?.env[name] : Deno.env.get(name);
  return value === "" ? undefined : value;
}

/** Keeps the worker alive until the work has ended, where the runtime stops idle workers; elsewhere the work just runs on. */
export function keepAlive(work: Promise<unknown>): void {
  const { EdgeRuntime } = globalThis as EdgeGlobals;
  // Without a handler a rejection would end the process.
  const settled = work.catch(() => undefined);
  EdgeRuntime?.waitUntil(settled);
}

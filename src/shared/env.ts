interface EdgeGlobals {
  readonly Deno?: { readonly env: { get(name: string): string | undefined } };
  readonly process?: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly getBuiltinModule?: (name: "node:crypto") => NodeCrypto | undefined;
  };
  readonly EdgeRuntime?: { waitUntil(work: Promise<unknown>): void };
}

/** The part of Node's crypto that is used; Deno 2.1 lacks `hash`. */
interface NodeCrypto {
  readonly hash?: (algorithm: "sha256", text: string) => string;
  readonly createHash: (algorithm: "sha256") => {
    update(text: string): { digest(encoding: "hex"): string };
  };
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

/**
 * The runtime's own SHA-256 of a text in UTF-8, in hexadecimal: several times as fast as one in JavaScript. Nothing where
 * the runtime has none that answers at once.
 */
export function nativeSha256(): ((text: string) => string) | undefined {
  const crypto = (globalThis as EdgeGlobals).process?.getBuiltinModule?.("node:crypto");
  if (crypto === undefined) return undefined;
  const { hash } = crypto;
  return hash === undefined
    ? (text) => crypto.createHash("sha256").update(text).digest("hex")
    : (text) => hash("sha256", text);
}

/** Whether this is Deno, as in an edge function. */
export function isDeno(): boolean {
  return (globalThis as EdgeGlobals).Deno !== undefined;
}

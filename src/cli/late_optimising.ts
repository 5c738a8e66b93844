import { setFlagsFromString } from "node:v8";

/**
 * How much of a function of WebAssembly must have run, about in bytes of its code, before V8 compiles it a second time.
 * Node 20 does so at 1.8 million, Node 22 at 13 million.
 */
const BUDGET = 100_000_000;

/**
 * Has V8 optimise only what runs for long, before any WebAssembly is loaded. It otherwise optimises half of the embedded
 * Postgres within the few seconds of a replay: as much work again, on threads that take the cores of a small machine, and the
 * replay itself is no quicker for it.
 */
export function optimiseLate(): void {
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
}

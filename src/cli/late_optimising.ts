import { setFlagsFromString } from "node:v8";

/** The first V8 that waits by itself: Node 22 has it. */
const FIRST_PATIENT_V8 = 12;
/** What later versions wait for, about the bytes of code that a function has run; version 11 waits for a seventh. */
const BUDGET = 13_000_000;

/**
 * Has V8 optimise only what runs for long, before any WebAssembly is loaded. Node 20 otherwise optimises half of the
 * embedded Postgres within the few seconds of a replay: as much work again, on threads that take the cores of a small
 * machine, and the replay itself is no quicker for it.
 */
export function optimiseLate(): void {
  if (Number.parseInt(process.versions.v8, 10) >= FIRST_PATIENT_V8) return;
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
}

import { setFlagsFromString } from "node:v8";

/**
 * How much of a function of the embedded Postgres must have run, about in bytes of its code, before V8 compiles it a second
 * time, optimized. By default it does so at 1.8 million: a command of some seconds then spends more on compiling than it runs,
 * and on a machine with one or two processors waits for it.
 */
const TIERING_BUDGET = 100_000_000;

/** Lets V8 optimize only what runs long; to be called before anything of WebAssembly is loaded. */
export function compileWhatIsHot(): void {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
}

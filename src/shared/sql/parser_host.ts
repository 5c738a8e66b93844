import type * as Binary from "./parser_wasm.ts";

/** A refusal of the parser: its message and, where it names one, the 0-based character it stopped at. */
export class ParserRefusal extends Error {
  readonly character: number | undefined;

  constructor(message: string, character?: number) {
    super(message);
    this.character = character;
  }
}

/** The functions of the binary. Input is UTF-8 without zero bytes, output is the JSON text of libpg_query. */
export interface ParserHost {
  parse(sql: Uint8Array): string;
  parsePlpgsql(sql: Uint8Array): string;
  fingerprint(sql: Uint8Array): string;
  scan(sql: Uint8Array): string;
}

type Callable = (...values: readonly (number | bigint)[]) => number;
type WasmFunction = Exclude<keyof typeof Binary.WASM_EXPORTS, "memory" | "__indirect_function_table">;

interface TextRequest {
  readonly name: "_wasm_parse_plpgsql" | "_wasm_fingerprint" | "_wasm_scan";
  /** Address of the text. */
  readonly input: number;
}

interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly call: Readonly<Record<WasmFunction, Callable>>;
}

/** Above this the instance is dropped after a call: WebAssembly memory never shrinks, and a function has little. */
const KEPT_MEMORY_BYTES = 192 * 1024 * 1024;
const MAX_MEMORY_BYTES = 1024 * 1024 * 1024;
const PAGE_BYTES = 65_536;
/** WASI errno for a bad file descriptor: the parser has no files. */
const EBADF = 8;

/** Postgres leaves an error by longjmp, which the binary hands to its host as this exception; it needs no stack trace. */
class LongJump {}

/**
 * Compiles the binary and runs it without the glue code of the package, which reads files and `__dirname` on Node and
 * therefore breaks in a bundle. A trap leaves Postgres' memory contexts undefined, so the instance is replaced.
 */
export async function createParserHost(binary: typeof Binary): Promise<ParserHost> {
  const module = await WebAssembly.compile(await inflate(binary.WASM_GZIP_BASE64));
  let current: Instance | undefined;
  const run = (sql: Uint8Array, call: (instance: Instance, input: number) => string): string => {
    current ??= createInstance(module, binary);
    const instance = current;
    // Only a call that returns, or is refused, leaves the instance usable.
    current = undefined;
    const input = writeText(instance, sql);
    let refusal: ParserRefusal | undefined;
    let result = "";
    try {
      result = call(instance, input);
    } catch (error) {
      if (!(error instanceof ParserRefusal)) throw error;
      refusal = error;
    }
    instance.call._free(input);
    if (instance.memory.buffer.byteLength <= KEPT_MEMORY_BYTES) current = instance;
    if (refusal) throw refusal;
    return result;
  };
  return {
    parse: (sql) => run(sql, callParse),
    parsePlpgsql: (sql) =>
      run(sql, (instance, input) => callText(instance, { name: "_wasm_parse_plpgsql", input })),
    fingerprint: (sql) =>
      run(sql, (instance, input) => callText(instance, { name: "_wasm_fingerprint", input })),
    scan: (sql) => run(sql, (instance, input) => callText(instance, { name: "_wasm_scan", input })),
  };
}

async function inflate(gzipBase64: string): Promise<BufferSource> {
  const binary = atob(gzipBase64);
  const gzip = new Uint8Array(binary.length);
  // Loops, and no Response: both easy ways take longer than the compiling that follows.
  for (let place = 0; place < binary.length; place += 1) gzip[place] = binary.charCodeAt(place);
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // A failure shows in what is read.
  writer.write(gzip).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = stream.readable.getReader();
  // The last four bytes of gzip tell the length, so that no chunk need be kept.
  const whole = new Uint8Array(new DataView(gzip.buffer).getUint32(gzip.length - 4, true));
  let at = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    whole.set(part.value, at);
    at += part.value.length;
  }
  return whole;
}

function createInstance(module: WebAssembly.Module, binary: typeof Binary): Instance {
  const state: { exports?: WebAssembly.Exports } = {};
  const find = (name: keyof typeof Binary.WASM_EXPORTS) => state.exports?.[binary.WASM_EXPORTS[name]];
  const imports: Record<string, Callable> = {};
  for (const [letter, name] of Object.entries(binary.WASM_IMPORTS))
    imports[letter] = createImport(name, find);
  const [first] = WebAssembly.Module.imports(module);
  state.exports = new WebAssembly.Instance(module, { [first?.module ?? "a"]: imports }).exports;
  const call: Partial<Record<WasmFunction, Callable>> = {};
  for (const name of Object.keys(binary.WASM_EXPORTS) as WasmFunction[]) call[name] = find(name) as Callable;
  const instance = { memory: find("memory") as WebAssembly.Memory, call: call as Instance["call"] };
  instance.call.__wasm_call_ctors();
  return instance;
}

type Find = (name: keyof typeof Binary.WASM_EXPORTS) => WebAssembly.ExportValue | undefined;

/** What the emscripten runtime provides under this name, for a program without files, timers or a process. */
function createImport(name: string, find: Find): Callable {
  if (name.startsWith("invoke_")) return createInvoke(name, find);
  switch (name) {
    case "__emscripten_throw_longjmp":
      return () => {
        throw new LongJump();
      };
    case "_emscripten_resize_heap":
      return (bytes) => growMemory(find("memory") as WebAssembly.Memory, Number(bytes) >>> 0);
    case "__emscripten_runtime_keepalive_clear":
    case "__setitimer_js":
      return () => 0;
    case "_fd_write":
      return (_file, vectors, count, written) =>
        discardOutput(find("memory") as WebAssembly.Memory, [
          Number(vectors),
          Number(count),
          Number(written),
        ]);
    case "_fd_close":
    case "_fd_read":
    case "_fd_seek":
      return () => EBADF;
    default:
      return () => {
        throw new Error(`the parser stopped (${name.replace(/^_+/, "")})`);
      };
  }
}

/** A call through the function table that a longjmp may leave: the stack is put back and the jump is flagged. */
function createInvoke(name: string, find: Find): Callable {
  const returnsInt64 = name.startsWith("invoke_j");
  // A parse makes hundreds of these calls; the table of a finished program does not change.
  const targets: Callable[] = [];
  let stackPointer: Callable | undefined;
  const targetAt = (index: number): Callable => {
    targets[index] ??= (find("__indirect_function_table") as WebAssembly.Table).get(index) as Callable;
    return targets[index];
  };
  const isLong = name.length > "invoke_viiiii".length;
  // A function of the binary takes no notice of values beyond its own parameters.
  return (index, first = 0, second = 0, third = 0, fourth = 0, fifth = 0, ...others) => {
    stackPointer ??= find("_emscripten_stack_get_current") as Callable;
    const stack = stackPointer();
    try {
      const target = targetAt(Number(index));
      return isLong
        ? target(first, second, third, fourth, fifth, ...others)
        : target(first, second, third, fourth, fifth);
    } catch (error) {
      (find("__emscripten_stack_restore") as Callable)(stack);
      if (!(error instanceof LongJump)) throw error;
      (find("_setThrew") as Callable)(1, 0);
      return (returnsInt64 ? 0n : 0) as number;
    }
  };
}

function growMemory(memory: WebAssembly.Memory, bytes: number): number {
  const held = memory.buffer.byteLength;
  if (bytes > MAX_MEMORY_BYTES) return 0;
  const wanted = Math.min(MAX_MEMORY_BYTES, Math.max(bytes, held * 1.2));
  try {
    memory.grow(Math.ceil((wanted - held) / PAGE_BYTES));
    return 1;
  } catch {
    return 0;
  }
}

/** Says that all was written; libpg_query also returns what Postgres logs. */
function discardOutput(
  memory: WebAssembly.Memory,
  [vectors, count, written]: readonly [number, number, number],
): number {
  const view = new DataView(memory.buffer);
  let total = 0;
  for (let index = 0; index < count; index++) total += view.getUint32(vectors + index * 8 + 4, true);
  view.setUint32(written, total, true);
  return 0;
}

function writeText({ memory, call }: Instance, bytes: Uint8Array): number {
  const pointer = call._malloc(bytes.length + 1);
  if (pointer === 0) throw new Error("the text is too large for the parser");
  const target = new Uint8Array(memory.buffer, pointer, bytes.length + 1);
  target.set(bytes);
  target[bytes.length] = 0;
  return pointer;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function readText({ memory }: Instance, pointer: number): string {
  const bytes = new Uint8Array(memory.buffer, pointer);
  return decoder.decode(bytes.subarray(0, bytes.indexOf(0)));
}

/** Reads `PgQueryParseResult` (tree, stderr, error) and `PgQueryError` (message, function, file, line, 1-based cursor). */
function callParse(instance: Instance, input: number): string {
  const result = instance.call._wasm_parse_query_raw(input);
  if (result === 0) throw new Error("the text is too large for the parser");
  try {
    const view = new DataView(instance.memory.buffer);
    const error = view.getUint32(result + 8, true);
    if (error === 0) return readText(instance, view.getUint32(result, true));
    const cursor = view.getInt32(error + 16, true);
    throw new ParserRefusal(
      readText(instance, view.getUint32(error, true)),
      cursor > 0 ? cursor - 1 : undefined,
    );
  } finally {
    instance.call._wasm_free_parse_result(result);
  }
}

function callText(instance: Instance, request: TextRequest): string {
  const result = instance.call[request.name](request.input);
  if (result === 0) throw new Error("the text is too large for the parser");
  const text = readText(instance, result);
  instance.call._wasm_free_string(result);
  // Success is a JSON object, or a fingerprint of hexadecimal digits; anything else is the message of an error.
  if (!/^(?:\{|[0-9a-f]{16}$)/.test(text)) throw new ParserRefusal(text);
  return text;
}

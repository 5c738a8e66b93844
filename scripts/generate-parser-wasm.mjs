/**
 * Writes src/shared/sql/parser_wasm.ts: the Postgres parser of the installed `libpg-query`, as a module that carries
 * its own bytes. A function bundle may drop a `.wasm` file beside the code, so the bytes travel as gzip + base64.
 * The names of the imports and exports are minified by the build of the package and are read from its glue code.
 *
 *   node scripts/generate-parser-wasm.mjs           write the module
 *   node scripts/generate-parser-wasm.mjs --check   exit 1 when the module is not the one of the installed package
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "src", "shared", "sql", "parser_wasm.ts");
const packageFile = createRequire(import.meta.url).resolve("libpg-query/package.json");
const wasmFolder = join(dirname(packageFile), "wasm");

/** The exports the host calls; a package that lacks one of them cannot be used. */
const NEEDED_EXPORTS = [
  "memory",
  "__indirect_function_table",
  "__wasm_call_ctors",
  "_malloc",
  "_free",
  "_setThrew",
  "__emscripten_stack_restore",
  "_emscripten_stack_get_current",
  "_wasm_parse_query_raw",
  "_wasm_free_parse_result",
  "_wasm_parse_plpgsql",
  "_wasm_fingerprint",
  "_wasm_scan",
  "_wasm_free_string",
];

function matchOrStop(text, pattern) {
  const found = pattern.exec(text);
  if (!found) throw new Error(`libpg-query: the glue code has no match for ${pattern}`);
  return found;
}

function readNames(glue) {
  const importBody = matchOrStop(glue, /var wasmImports=\{([^}]*)\}/)[1];
  const imports = Object.fromEntries(importBody.split(",").map((pair) => pair.split(":")));
  const exportBody = matchOrStop(glue, /function assignWasmExports\(wasmExports\)\{([^}]*)\}/)[1];
  const exports = { __wasm_call_ctors: matchOrStop(glue, /TTY\.init\(\);wasmExports\["(\w+)"\]\(\)/)[1] };
  for (const [, name, letter] of exportBody.matchAll(/(?:^|;)(\w+)=[^;]*?wasmExports\["(\w+)"\]/g)) {
    exports[name] = letter;
  }
  const missing = NEEDED_EXPORTS.filter((name) => !(name in exports));
  if (missing.length > 0) throw new Error(`libpg-query: the glue code exports no ${missing.join(", ")}`);
  return { imports, exports: Object.fromEntries(NEEDED_EXPORTS.map((name) => [name, exports[name]])) };
}

/** The stack and the data of the binary end at 34 MB. */
const FIRST_MEMORY_PAGES = (40 * 1024 * 1024) / 65_536;
const MEMORY_SECTION = 5;
/** Bytes of the magic number and the version. */
const WASM_HEAD = 8;

/**
 * The binary with less memory to begin with: it asks for 128 MB, which V8 takes for a reason to collect garbage at once. A
 * section is its number, its length and its content; that of the memory is how many there are, a flag and the limits, all
 * of them LEB128 numbers.
 */
function withLittleMemory(bytes) {
  const binary = Uint8Array.from(bytes);
  let at = WASM_HEAD;
  const readNumber = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = binary[at++];
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < binary.length) {
    const section = binary[at++];
    const length = readNumber();
    if (section !== MEMORY_SECTION) {
      at += length;
      continue;
    }
    at += 2;
    const from = at;
    if (readNumber() < FIRST_MEMORY_PAGES) break;
    // As many bytes as before: a number may have zeros in front.
    for (let place = from, rest = FIRST_MEMORY_PAGES; place < at; place++, rest = Math.floor(rest / 128)) {
      binary[place] = (rest % 128) + (place < at - 1 ? 0x80 : 0);
    }
    return Buffer.from(binary);
  }
  throw new Error("libpg-query: the binary has no memory of its own that could begin smaller");
}

function readPackage() {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8"));
  const names = readNames(readFileSync(join(wasmFolder, "libpg-query.js"), "utf8"));
  return { version, names, bytes: withLittleMemory(readFileSync(join(wasmFolder, "libpg-query.wasm"))) };
}

function headOf({ version, names }) {
  return [
    "// Written by scripts/generate-parser-wasm.mjs. Do not edit.",
    `// libpg-query ${version} (MIT); libpg_query (BSD 3-Clause); PostgreSQL parser (PostgreSQL License).`,
    "",
    "/** Version of the package the bytes are taken from. */",
    `export const PARSER_VERSION = ${JSON.stringify(version)};`,
    "",
    "/** Import name in the binary, and the emscripten runtime function it stands for. */",
    `export const WASM_IMPORTS: Readonly<Record<string, string>> = ${JSON.stringify(names.imports)};`,
    "",
    "/** Function of the parser, and its export name in the binary. */",
    `export const WASM_EXPORTS = ${JSON.stringify(names.exports)} as const;`,
    "",
    "/** The WebAssembly binary with 40 MB of memory to begin with: gzip, then base64. */",
    'export const WASM_GZIP_BASE64 =\n  "',
  ].join("\n");
}

function isCurrent(installed) {
  let text;
  try {
    text = readFileSync(target, "utf8");
  } catch {
    return false;
  }
  const head = headOf(installed);
  if (!text.startsWith(head) || !text.endsWith('";\n')) return false;
  // The compressed form depends on the zlib of the machine, so the bytes are compared, not the text.
  return gunzipSync(Buffer.from(text.slice(head.length, -3), "base64")).equals(installed.bytes);
}

const installed = readPackage();
const current = isCurrent(installed);
if (process.argv.includes("--check")) {
  if (!current) {
    console.error("src/shared/sql/parser_wasm.ts is stale: run node scripts/generate-parser-wasm.mjs");
    process.exitCode = 1;
  }
} else if (!current) {
  writeFileSync(
    target,
    `${headOf(installed)}${gzipSync(installed.bytes, { level: 9 }).toString("base64")}";\n`,
  );
}

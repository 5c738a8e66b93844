/** The name of a compiled extension in SQL, which its module may call otherwise, by its key. */
function sqlName(key: string): string {
  return key === "uuid_ossp" ? "uuid-ossp" : key;
}

/** Names of compiled extensions in SQL. */
export function extensionNames(compiled: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(compiled).map(sqlName);
}

/** Those of the compiled extensions whose names in SQL are given; all where none are. */
export function chosenExtensions<Extension>(
  compiled: Readonly<Record<string, Extension>>,
  names: ReadonlySet<string> | undefined,
): Record<string, Extension> {
  return Object.fromEntries(
    Object.entries(compiled).filter(([key]) => names === undefined || names.has(sqlName(key))),
  );
}

/**
 * Leaves the libraries of extensions as files until Postgres opens one, as on a server. By default the driver compiles
 * every one when the engine starts and links it with all that came before, though few databases ask for any.
 */
export const LOADED_LATE = {
  name: "loaded late",
  setup: (_engine: unknown, options: object) =>
    Promise.resolve({ emscriptenOpts: { ...options, noWasmDecoding: true } }),
};

import { SupawardenError } from "../errors.ts";

/** Major versions of Postgres that run embedded. */
export const EMBEDDED_MAJORS = [17, 18] as const;
/** A major version of Postgres that runs embedded. */
export type EmbeddedMajor = (typeof EMBEDDED_MAJORS)[number];

/** The version that Supabase gives a new project. */
export const DEFAULT_MAJOR: EmbeddedMajor = 17;

/** Versions of the engines' packages: a data directory dumped by one is opened by the same only. */
export const ENGINE_VERSIONS: Readonly<Record<EmbeddedMajor, string>> = { 17: "0.4.6", 18: "0.5.14" };

/** A Postgres compiled to WASM, not started. */
export interface Engine {
  /** Names of the extensions that it was compiled with; `create extension` makes each of them for real. */
  readonly extensions: readonly string[];
  start(options: EngineOptions): Promise<RunningEngine>;
}

/** How an engine starts. */
export interface EngineOptions {
  readonly dataDir?: string;
  readonly loadDataDir?: Blob;
  readonly startParams: readonly string[];
  /** Only where the data directory is made. */
  readonly initDbStartParams: readonly string[];
  /** Names of the extensions to load; all when left out. */
  readonly extensions?: ReadonlySet<string>;
}

/** A message that the engine answers; `fields` are the columns of a `rowDescription`, the values of a `dataRow`. */
export interface EngineAnswer {
  readonly name: string;
  readonly fields?: unknown;
}

/** What the engines of all versions have in common. */
export interface RunningEngine {
  readonly closed: boolean;
  query<Row>(
    sql: string,
    parameters: (string | null)[],
    options: { readonly parsers: Record<number, (text: string) => unknown> },
  ): Promise<{ readonly rows: Row[] }>;
  exec(sql: string): Promise<unknown>;
  /** Sends messages of the wire protocol and returns the answers, byte for byte. */
  execProtocolRawSync(message: Uint8Array): Uint8Array;
  /** Sends messages of the wire protocol. Throws what the server answers as an error. */
  execProtocolStream(message: Uint8Array): Promise<readonly EngineAnswer[]>;
  /** How a value of a type, by its OID, is read from its text; as it is where there is none. */
  readonly parsers: Readonly<Record<number, ((text: string) => unknown) | undefined>>;
  dumpDataDir(compression: "none" | "gzip"): Promise<Blob>;
  close(): Promise<void>;
  readonly Module: { readonly FS: { writeFile(path: string, text: string): void } };
}

/**
 * Loads the engine of a major version.
 * @throws SupawardenError `unavailable` when its package was left out of the installation.
 */
export async function loadEngine(major: EmbeddedMajor): Promise<Engine> {
  try {
    return major === 17
      ? (await import("./engine_17.ts")).ENGINE_17
      : (await import("./engine_18.ts")).ENGINE_18;
  } catch (error) {
    throw new SupawardenError("unavailable", `the embedded Postgres ${major} is not installed`, {
      hint: "Install the package with its optional dependencies, or replay on another version.",
      cause: error,
    });
  }
}

import { SupawardenError } from "../errors.ts";

/** A connection string that was looked through. */
export interface ServerUrl {
  /** For the driver. */
  readonly url: string;
  /** Host, port and database, without user or password. */
  readonly label: string;
  /** Whether the text says if the connection is encrypted. */
  readonly namesTls: boolean;
}

const EXPECTED = "Expected postgres://USER:PASSWORD@HOST:PORT/DATABASE";

/** Values of `sslmode`, as libpq has them. */
const TLS_MODES: readonly string[] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/**
 * What other clients put into a connection string for themselves: Prisma's settings, which Supabase's own page of
 * connection strings shows, and those of the Vercel integration. The driver would send them to the server, which
 * refuses what it does not know.
 */
const OTHER_CLIENTS: readonly string[] = [
  "pgbouncer",
  "connection_limit",
  "pool_timeout",
  "socket_timeout",
  "schema",
  "statement_cache_size",
  "supa",
  "workaround",
  "uselibpqcompat",
];

/**
 * Reads a connection string.
 * @throws SupawardenError `usage` when it is no Postgres URL or asks for what the driver cannot do.
 */
export function readServerUrl(text: string): ServerUrl {
  let parsed: URL;
  try {
    parsed = new URL(text);
  } catch (error) {
    throw new SupawardenError("usage", "the database URL is not a URL", {
      hint: `${EXPECTED}; special characters in the password must be percent-encoded.`,
      cause: error,
    });
  }
  if (parsed.protocol !== "postgres:" && parsed.protocol !== "postgresql:") {
    throw new SupawardenError("usage", `the database URL starts with "${parsed.protocol}//"`, {
      hint: `${EXPECTED}; the project's https:// address is not the database's.`,
    });
  }
  for (const part of [parsed.username, parsed.password]) decode(part);
  const database = decode(parsed.pathname.slice(1)) || "postgres";
  const host = parsed.hostname === "" ? "localhost" : parsed.hostname;
  const query = parsed.searchParams;
  const mode = query.get("sslmode");
  requireTlsMode(query, mode);
  const left = OTHER_CLIENTS.filter((name) => query.has(name));
  for (const name of left) query.delete(name);
  // The driver takes `allow` for `require`; to libpq both modes may end without encryption.
  if (mode === "allow") query.set("sslmode", "prefer");
  return {
    url: left.length === 0 && mode !== "allow" ? text : parsed.href,
    label: `${host}:${parsed.port || "5432"}/${database}`,
    namesTls: ["sslmode", "ssl", "sslrootcert", "sslnegotiation"].some((name) => query.has(name)),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new SupawardenError("usage", "the database URL has a percent sign that encodes nothing", {
      hint: "Write a percent sign of user, password or database as %25.",
      cause: error,
    });
  }
}

function requireTlsMode(query: URLSearchParams, mode: string | null): void {
  if (mode !== null && !TLS_MODES.includes(mode)) {
    throw new SupawardenError("usage", `the database URL has the unknown sslmode "${mode}"`, {
      hint: `Known are ${TLS_MODES.join(", ")}.`,
    });
  }
  const certificate = query.get("sslrootcert");
  if (certificate !== null && certificate !== "system") {
    throw new SupawardenError("usage", "the database URL names a certificate by sslrootcert", {
      hint: "Give the file by the environment variable NODE_EXTRA_CA_CERTS, and sslmode=verify-full in the URL.",
    });
  }
}

/** The same server and user with another database. The URL is one that `readServerUrl` accepts. */
export function databaseIn(url: string, database: string): string {
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(database)}`;
  return target.href;
}

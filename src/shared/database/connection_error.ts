import { SupawardenError } from "../errors.ts";
import { messageOf, sqlState } from "./database.ts";

/** Whether the server ended the connection with this error; the close itself comes later. */
export function endsConnection(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (state.startsWith("08") || state.startsWith("57P")) && !isOfStatement(error);
}

/**
 * Whether the server says that a statement failed, whatever state it gives: dblink raises those of a lost connection,
 * `alter database` that of an unknown one. Only poolers of old answer with a protocol violation of this severity.
 */
function isOfStatement(error: unknown): boolean {
  return (
    (error as { readonly severity?: unknown } | null)?.severity === "ERROR" && sqlState(error) !== "08P01"
  );
}

const NETWORK_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the host name does not resolve",
  EAI_AGAIN: "the host name does not resolve",
  ETIMEDOUT: "no answer in time",
  CONNECT_TIMEOUT: "no answer in time",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  CONNECTION_CLOSED: "the connection was closed",
  CONNECTION_ENDED: "the connection was closed",
  CONNECTION_DESTROYED: "the connection was closed",
};

/** Turns a failure to connect or stay connected into one clear error; `undefined` for errors of a statement. */
export function connectionError(error: unknown, target: string): SupawardenError | undefined {
  if (error instanceof SupawardenError) return error;
  if (isOfStatement(error)) return undefined;
  const code =
    typeof error === "object" && error !== null && "code" in error
      ? String((error as { code: unknown }).code)
      : "";
  const refused = (message: string, hint: string, kind: "connection" | "permission" = "connection") =>
    new SupawardenError(kind, message, { hint, cause: error });
  if (/before secure TLS connection/i.test(messageOf(error))) {
    return refused(
      `no secure connection to ${target}: the server cut it off`,
      "The URL demands TLS, which the server may not offer: a local one takes ?sslmode=disable.",
    );
  }
  const network = NETWORK_FAILURES[code];
  if (network !== undefined) {
    return refused(
      `cannot reach the database at ${target}: ${network}`,
      "Check host, port and network, and that the project is not paused.",
    );
  }
  const state = sqlState(error);
  if (state === "28000" && /\b(ssl|tls|encryption)\b/i.test(messageOf(error))) {
    return refused(
      `the database at ${target} refused the connection: ${messageOf(error)}`,
      "Add ?sslmode=require.",
    );
  }
  if (state === "28P01" || state === "28000") {
    return refused(
      `the database at ${target} refused the credentials`,
      "Check user and password; special characters must be percent-encoded.",
    );
  }
  // Only a refused connection is fatal; a statement that may not make a schema has the same state and message.
  if (state === "42501" && isFatal(error)) {
    return refused(
      `the role may not connect to ${target}`,
      "Grant it connect on the database.",
      "permission",
    );
  }
  if (/^unrecognized configuration parameter/.test(messageOf(error))) {
    return refused(
      `the database at ${target} refused the connection: ${messageOf(error)}`,
      "Take that parameter out of the database URL.",
    );
  }
  if (state === "3D000")
    return refused(`there is no such database: ${target}`, "Supabase's database is called postgres.");
  if (state === "53300")
    return refused(
      `the database at ${target} has no connection free`,
      "Try again, or use the session pooler.",
    );
  if (endsConnection(error)) {
    return refused(
      `the database at ${target} went away: ${messageOf(error)}`,
      "Try again; nothing was written.",
    );
  }
  if (
    /\b(ssl|tls|certificate)\b/i.test(messageOf(error)) ||
    code.startsWith("ERR_TLS") ||
    code.includes("CERT")
  ) {
    return refused(
      `no secure connection to ${target}: ${messageOf(error)}`,
      "Give the authority's certificate by NODE_EXTRA_CA_CERTS; sslmode=require encrypts without asking who answers.",
    );
  }
  // Whatever the state, a fatal error is never one statement's: the server, or a pooler before it, ends the connection.
  if (isFatal(error)) {
    return refused(
      `the database at ${target} closed the connection: ${messageOf(error)}`,
      "Check user, host and port, and that the project is not paused; the pooler's user is postgres.PROJECT_REF.",
    );
  }
  return undefined;
}

function isFatal(error: unknown): boolean {
  const severity = (error as { readonly severity?: unknown } | null)?.severity;
  return severity === "FATAL" || severity === "PANIC";
}

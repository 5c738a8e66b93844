import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { sqlState } from "../database/database.ts";
import { type ErrorKind, SupawardenError } from "../errors.ts";

/** What can go wrong with a request; the last part of the problem's `type`. */
export type ProblemName =
  | "malformed"
  | "credentials"
  | "forbidden"
  | "not_found"
  | "busy"
  | "too_large"
  | "invalid"
  | "too_many"
  | "failed"
  | "unavailable";

interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503;
  readonly title: string;
}

const KINDS: Readonly<Record<ProblemName, ProblemKind>> = {
  malformed: { status: 400, title: "Malformed request" },
  credentials: { status: 401, title: "Credentials required" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  busy: { status: 409, title: "An audit is running" },
  too_large: { status: 413, title: "Request too large" },
  invalid: { status: 422, title: "Invalid request" },
  too_many: { status: 429, title: "Too many requests" },
  failed: { status: 500, title: "Internal error" },
  unavailable: { status: 503, title: "Database unavailable" },
};

/** Seconds after which a caller may try again when the database was not reachable. */
const RETRY_AFTER_SECONDS = 30;

/** Body of every error answer (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z
      .array(
        z.object({ code: z.string(), path: z.array(z.union([z.string(), z.number()])), message: z.string() }),
      )
      .optional()
      .openapi({ description: "What is wrong with the request, one entry a place" }),
  })
  .openapi("Problem");

/** One thing wrong with a request's shape. */
export interface RequestIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A request that ends in an error answer. The detail reaches the caller: no host, no SQL, no secret in it. */
export class Problem extends Error {
  readonly kind: ProblemName;
  readonly errors: readonly RequestIssue[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    kind: ProblemName,
    detail: string,
    options: { readonly errors?: readonly RequestIssue[]; readonly retryAfter?: number } = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.kind = kind;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
  }

  /** HTTP status. */
  get status() {
    return KINDS[this.kind].status;
  }
}

/** Writes a problem as the answer. */
export function answerProblem(c: Context, problem: Problem): Response {
  const { status, title } = KINDS[problem.kind];
  if (status === 401) c.header("WWW-Authenticate", "Bearer");
  if (problem.retryAfter !== undefined) c.header("Retry-After", String(problem.retryAfter));
  c.header("Cache-Control", "no-store");
  return c.body(
    JSON.stringify({
      type: `urn:supawarden:problem:${problem.kind}`,
      title,
      status,
      detail: problem.message,
      ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    }),
    status,
    { "Content-Type": "application/problem+json" },
  );
}

/** How many issues, and how much text of each, an answer has: a body of 4 MiB can be wrong in very many places. */
const MAX_ISSUES = 50;
const MAX_MESSAGE = 500;

/** The problem of zod's issues. */
export function invalidRequest(issues: readonly RequestIssue[]): Problem {
  const errors = issues.slice(0, MAX_ISSUES).map(({ code, path, message }) => ({
    code,
    path,
    message: message.slice(0, MAX_MESSAGE),
  }));
  const [first] = errors;
  const place = first === undefined || first.path.length === 0 ? "" : `${first.path.map(String).join(".")}: `;
  return new Problem("invalid", place + (first?.message ?? "The request has the wrong shape."), { errors });
}

const OF_KIND: Readonly<Record<ErrorKind, Problem>> = {
  connection: unavailable("The database cannot be reached."),
  usage: unavailable("The connection to the database is not set up."),
  unavailable: unavailable(
    "Schema supawarden is absent from the database or older than this service: apply its migrations.",
  ),
  busy: new Problem("busy", "Another audit holds the lock; its result will be in the stored runs.", {
    retryAfter: RETRY_AFTER_SECONDS,
  }),
  not_found: new Problem("not_found", "There is no such entry."),
  input: new Problem("invalid", "The request cannot be read."),
  permission: new Problem("failed", "The role of the service lacks a right in the database."),
  config: new Problem("failed", "The configuration of the service is not valid; its log says where."),
};

function unavailable(detail: string): Problem {
  return new Problem("unavailable", detail, { retryAfter: RETRY_AFTER_SECONDS });
}

/** SQLSTATEs of a cancelled statement and a lock that was not granted in time. */
const TIMED_OUT = new Set(["57014", "55P03", "25P03"]);

/** What the caller may know of a thrown value. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SupawardenError) return OF_KIND[error.kind];
  if (error instanceof HTTPException) {
    if (error.status === 404) return new Problem("not_found", "There is no such route.");
    if (error.status === 413) return new Problem("too_large", "The body is too large.");
    // An unsupported media type is also a body that cannot be read as JSON.
    return new Problem("malformed", "The body must be JSON, sent as application/json.");
  }
  const state = sqlState(error);
  if (state !== undefined && TIMED_OUT.has(state)) return unavailable("The database did not answer in time.");
  if (state === "42501") return OF_KIND.permission;
  return new Problem("failed", "The request failed; the log has the details under this request id.");
}

import { credentialHeaders, endSession, type Session } from "./session.ts";
import type { Settings } from "./settings.ts";

/** A request that did not bring what it asked for, in words for the reader. */
export class ApiError extends Error {
  /** HTTP status; 0 where there was no answer at all. */
  readonly status: number;
  readonly title: string;
  readonly hint: string;

  constructor(facts: {
    readonly status: number;
    readonly title: string;
    readonly detail: string;
    readonly hint: string;
  }) {
    super(facts.detail);
    this.name = "ApiError";
    this.status = facts.status;
    this.title = facts.title;
    this.hint = facts.hint;
  }
}

let settings: Settings = { api: "/functions/v1" };

/** Tells this module where the service is. */
export function useSettings(read: Settings): void {
  settings = read;
}

/** The settings of the page. */
export function currentSettings(): Settings {
  return settings;
}

/** What a request sends, and which bad statuses carry an answer all the same. */
export interface RequestOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Asks in the name of a session that is not the page's yet. */
  readonly as?: Session;
}

/**
 * Asks the service. A verdict that fails comes with status 409 and is an answer, not an error.
 * @throws ApiError for every problem and for a service that cannot be reached.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const answer = await send(`${settings.api}${path}`, options);
  if (isProblem(answer)) throw await problemOf(answer);
  if (answer.status === 204) return undefined as T;
  return (await answer.json().catch(() => {
    throw unreadable(answer.status);
  })) as T;
}

/** As `request`, for an answer whose content does not matter and may be long. */
export async function requestStatus(path: string, options: RequestOptions = {}): Promise<number> {
  const answer = await send(`${settings.api}${path}`, options);
  if (isProblem(answer)) throw await problemOf(answer);
  await answer.body?.cancel();
  return answer.status;
}

/** Asks an address as it is, with the session's credential. Throws ApiError where nobody answers. */
export async function send(url: string, options: RequestOptions): Promise<Response> {
  const { method = "GET", body, signal } = options;
  const headers = await credentialHeaders(options.as);
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(url, {
      method,
      headers,
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({
      status: 0,
      title: "The service does not answer",
      detail: "No connection to the Supawarden service.",
      hint: "See whether `supawarden serve` still runs, or whether the functions are deployed and allow this origin (SUPAWARDEN_CORS_ORIGINS). What is shown here may be old.",
    });
  }
}

function isProblem(answer: Response): boolean {
  return !answer.ok && !(answer.headers.get("content-type") ?? "").startsWith("application/json");
}

/** What to do about each kind of problem. */
const HINTS: Readonly<Record<number, string>> = {
  401: "Sign in again.",
  403: "An operator can do this: a user whose app_metadata.supawarden_role is operator, or whoever has a secret key.",
  404: "It may have been removed meanwhile. Go back to the list.",
  409: "Nothing to do: this page follows that run and shows its findings when it ends.",
  422: "Correct what is named and send it again.",
  429: "Wait a minute, then try again.",
  500: "The log of the service says what happened.",
  503: "Start the database or correct the connection; this page tries again by itself.",
};

/** The error that a bad answer stands for. A credential that no longer counts ends the session. */
export async function problemOf(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => undefined);
  const { title, detail } = (typeof body === "object" && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  if (answer.status === 401) endSession("The credential is no longer accepted. Sign in again.");
  return new ApiError({
    status: answer.status,
    title: typeof title === "string" ? title : `Status ${answer.status}`,
    detail: typeof detail === "string" ? detail : "The service gave no reason.",
    hint: HINTS[answer.status] ?? "The log of the service says more.",
  });
}

function unreadable(status: number): ApiError {
  return new ApiError({
    status,
    title: "Unreadable answer",
    detail: "What answered is not the Supawarden service.",
    hint: 'See whether "api" in settings.json is the address of the functions.',
  });
}

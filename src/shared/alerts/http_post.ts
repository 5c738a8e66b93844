import { AlertNotSent, type Sending } from "./alert.ts";

/** Longest wait for a receiver's answer, in milliseconds. */
export const TIMEOUT_MS = 10_000;

/** A body and its headers on their way to a receiver. */
export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Posts JSON and accepts any 2xx answer. Redirects are not followed: they would carry the body and its signature to an
 * address nobody configured. The answer's body is not read, and neither it nor the address gets into a message.
 * @throws AlertNotSent on any other status, on no answer in time and on no connection.
 */
export async function postJson(post: Post, sending: Pick<Sending, "fetch">): Promise<void> {
  const response = await answer(post, sending);
  // Frees the connection; a body that fails by now does not matter.
  await response.body?.cancel().catch(() => {});
  if (response.ok) return;
  const redirect = response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
  throw new AlertNotSent(
    redirect
      ? `the receiver redirects (status ${response.status}), which is not followed`
      : `the receiver answered with status ${response.status}`,
  );
}

async function answer(post: Post, sending: Pick<Sending, "fetch">): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await sending.fetch(post.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...post.headers },
      body: post.body,
      redirect: "manual",
      signal: limit,
    });
  } catch (error) {
    if (limit.aborted) {
      throw new AlertNotSent(`the receiver did not answer within ${TIMEOUT_MS / 1000} s`, { cause: error });
    }
    const code = networkCode(error);
    throw new AlertNotSent(`the receiver cannot be reached${code === undefined ? "" : ` (${code})`}`, {
      cause: error,
    });
  }
}

/** The system's word for a network failure; the error's own text may hold the address. */
function networkCode(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z_]{1,40}$/.test(code) ? code : undefined;
}

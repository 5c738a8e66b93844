import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError, request } from "./api.ts";

/** What is known of an answer: while a newer one is on its way, the one before stays. */
export interface Answer<T> {
  readonly data?: T;
  readonly error?: ApiError;
  readonly loading: boolean;
}

/** Rises when what the service knows has probably changed; whatever is shown is then asked for again. */
export const revision = signal(0);

const answers = new Map<string, Signal<Answer<unknown>>>();

/** Answers kept: views that were left a moment ago are there at once. */
const MOST_KEPT = 60;

/** Forgets everything, as the next reader may not be allowed to see it. */
export function forgetAnswers(): void {
  answers.clear();
}

/** Asks for a path while the component is shown, and again with each revision; `null` asks for nothing. */
export function useQuery<T>(path: string | null): Answer<T> {
  const key = path ?? "";
  const answer = answerOf(key);
  const wanted = revision.value;
  useEffect(() => {
    if (path === null) return undefined;
    const abort = new AbortController();
    const { error: _, ...kept } = answer.peek();
    answer.value = { ...kept, loading: true };
    request<T>(path, { signal: abort.signal }).then(
      (data) => {
        if (!abort.signal.aborted) answer.value = { data, loading: false };
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        answer.value = { ...kept, error: asApiError(error), loading: false };
      },
    );
    return () => abort.abort();
  }, [path, wanted, answer]);
  return path === null ? { loading: false } : (answer.value as Answer<T>);
}

function answerOf(key: string): Signal<Answer<unknown>> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const [oldest] = answers.keys();
  if (answers.size >= MOST_KEPT && oldest !== undefined) answers.delete(oldest);
  const made = signal<Answer<unknown>>({ loading: true });
  answers.set(key, made);
  return made;
}

/** Whatever was thrown, as an error that can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({
    status: 0,
    title: "This page failed",
    detail: error instanceof Error ? error.message : String(error),
    hint: "Load the page again.",
  });
}

import { effect, signal } from "@preact/signals";
import type { RunsAnswer, StoredRun } from "./answers.ts";
import { currentSettings, problemOf, request, requestStatus, send } from "./api.ts";
import { readEvents } from "./event_stream.ts";
import { asApiError, revision } from "./query.ts";
import { session } from "./session.ts";

/** The newest run; `null` where there is none, `undefined` while it is not known. */
export const newestRun = signal<StoredRun | null | undefined>(undefined);

/** How the page hears of runs: told by the server, by asking, or not at all, with the reason. */
export const connection = signal<{ readonly kind: "live" | "asking" | "away"; readonly detail?: string }>({
  kind: "asking",
});

/** The run whose end this page saw. */
export const justFinished = signal<StoredRun | undefined>(undefined);

/** What came of the last attempt to start an audit. */
export const starting = signal<{
  readonly busy: boolean;
  readonly title?: string;
  readonly detail?: string;
  readonly hint?: string;
}>({
  busy: false,
});

/** How often the page asks where it is not told, in milliseconds: while a run goes on, and else. */
const ASK_MS = { running: 2_000, idle: 20_000 };

/** Follows the runs while somebody is signed in. */
export function followRuns(): void {
  effect(() => {
    if (session.value.kind === "none") return undefined;
    const abort = new AbortController();
    newestRun.value = undefined;
    void follow(abort.signal);
    const current = session.value;
    const { supabase } = currentSettings();
    // A broadcast says that there is something new; what it is, the service says to those who may know.
    const leave =
      current.kind === "user" && supabase?.topic !== undefined
        ? current.user.listen(supabase.topic, () => void ask(abort.signal).then(() => revision.value++))
        : undefined;
    return () => {
      abort.abort();
      leave?.();
    };
  });
}

async function follow(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { live } = currentSettings();
    if (live !== undefined) await listen(live, signal).catch(() => undefined);
    if (signal.aborted) return;
    await ask(signal);
    await pause(
      newestRun.value?.status === "running" ? ASK_MS.running : live === undefined ? ASK_MS.idle : 3_000,
      signal,
    );
  }
}

/** Reads the server's stream until it ends. */
async function listen(url: string, signal: AbortSignal): Promise<void> {
  const answer = await send(url, { signal });
  if (!answer.ok || answer.body === null) throw await problemOf(answer);
  for await (const { event, data } of readEvents(answer.body)) {
    if (event === "run") {
      connected("live");
      meet((JSON.parse(data) as { run: StoredRun | null }).run);
    } else if (event === "away") {
      connection.value = { kind: "away", detail: (JSON.parse(data) as { detail: string }).detail };
    }
  }
}

async function ask(signal: AbortSignal): Promise<void> {
  if (document.hidden && newestRun.peek() !== undefined) return;
  try {
    const { runs } = await request<RunsAnswer>("/audit/runs?limit=1", { signal });
    if (signal.aborted) return;
    connected("asking");
    meet(runs[0] ?? null);
  } catch (error) {
    if (!signal.aborted) connection.value = { kind: "away", detail: asApiError(error).message };
  }
}

/** What failed while the service was away is asked for again. */
function connected(kind: "live" | "asking"): void {
  const wasAway = connection.peek().kind === "away";
  connection.value = { kind };
  if (wasAway) revision.value++;
}

/** Takes notice of the newest run; whatever is shown is asked for anew when it is another one, or has ended. */
function meet(run: StoredRun | null): void {
  const known = newestRun.peek();
  newestRun.value = run;
  if (known === undefined || (known?.id === run?.id && known?.status === run?.status)) return;
  if (run !== null && run.status !== "running") justFinished.value = run;
  if (run?.status !== "running") revision.value++;
}

/** Starts an audit and waits for its end; a run that goes on already is no failure. */
export async function startAudit(): Promise<void> {
  starting.value = { busy: true };
  try {
    await requestStatus("/audit", { method: "POST", body: {} });
    starting.value = { busy: false };
    await ask(new AbortController().signal);
    revision.value++;
  } catch (error) {
    const { title, message, hint } = asApiError(error);
    starting.value = { busy: false, title, detail: message, hint };
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

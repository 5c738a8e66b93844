import { ApiError, currentSettings, problemOf, request } from "./api.ts";
import { asApiError, forgetAnswers } from "./query.ts";
import { endSession, type Session, session } from "./session.ts";
import type { SupabaseSettings } from "./settings.ts";
import { forgetLists } from "./views/finding_pages.ts";

const loadSupabase = () => import("./supabase_user.ts");

/**
 * Signs in with a secret key: where the server keeps sessions it keeps the key, else it stays in this page's memory.
 * @throws ApiError when it is not the key, or nobody answers.
 */
export async function signInWithKey(text: string): Promise<void> {
  const key = text.trim();
  if (!/^[\x21-\x7e]+$/.test(key)) throw notTheKey();
  const { session: address } = currentSettings();
  if (address === undefined) {
    await trying({ kind: "key", key });
    return;
  }
  const answer = await fetch(address, { method: "POST", headers: { apikey: key } }).catch(() => undefined);
  if (answer?.status === 401) throw notTheKey();
  if (answer?.ok !== true) throw await (answer === undefined ? unreachable() : problemOf(answer));
  forgetAll();
  session.value = { kind: "server" };
}

/**
 * Signs in a user of the Supabase project.
 * @throws ApiError when Supabase Auth refuses, or the user has no role here.
 */
export async function signInAsUser(email: string, password: string): Promise<void> {
  const { supabase } = currentSettings();
  if (supabase === undefined) return;
  const { signIn } = await loadSupabase();
  const user = await signIn(supabase, { email, password }).catch((error: unknown) => {
    throw new ApiError({
      status: 401,
      title: "Supabase Auth refused",
      detail: error instanceof Error ? error.message : String(error),
      hint: "Check the address and the password.",
    });
  });
  await trying({ kind: "user", user }).catch(async (error: unknown) => {
    await user.signOut();
    throw error;
  });
}

/** Takes up a session from before the page was loaded again, where there is one. */
export async function resumeSession(): Promise<void> {
  const { session: address, supabase } = currentSettings();
  if (address !== undefined) {
    const answer = await fetch(address).then(
      (response) => response.json() as Promise<{ readonly signed_in?: boolean }>,
      () => undefined,
    );
    if (answer?.signed_in === true) {
      session.value = { kind: "server" };
      return;
    }
  }
  if (supabase !== undefined && hasKeptUser()) await resumeUser(supabase);
}

async function resumeUser(supabase: SupabaseSettings): Promise<void> {
  const { signedInUser } = await loadSupabase();
  const user = await signedInUser(supabase).catch(() => undefined);
  if (user !== undefined) session.value = { kind: "user", user };
}

/** Spares the page the code of supabase-js where nobody was signed in. */
function hasKeptUser(): boolean {
  try {
    return sessionStorage.getItem("supawarden-user") !== null;
  } catch {
    return false;
  }
}

/** Ends the session, here and where it is kept. */
export async function signOut(): Promise<void> {
  const current = session.peek();
  endSession();
  forgetAll();
  const { session: address } = currentSettings();
  if (current.kind === "user") await current.user.signOut().catch(() => undefined);
  if (current.kind === "server" && address !== undefined) {
    await fetch(address, { method: "DELETE" }).catch(() => undefined);
  }
}

/** Asks for something small with the credential before it counts as signed in. */
async function trying(candidate: Session): Promise<void> {
  try {
    await request("/audit/runs?limit=1", { as: candidate });
  } catch (error) {
    const { status } = asApiError(error);
    if (status === 401 && candidate.kind === "key") throw notTheKey();
    // A database that is away says nothing against the credential.
    if (status !== 503) throw error;
  }
  forgetAll();
  session.value = candidate;
}

/** What one reader saw, the next may not be allowed to. */
function forgetAll(): void {
  forgetAnswers();
  forgetLists();
}

function notTheKey(): ApiError {
  return new ApiError({
    status: 401,
    title: "This is not the key",
    detail: "The service does not accept it.",
    hint: "`supawarden serve` prints its key at the start; on Supabase it is a secret key of the project (sb_secret_…).",
  });
}

function unreachable(): ApiError {
  return new ApiError({
    status: 0,
    title: "The service does not answer",
    detail: "No connection to the Supawarden service.",
    hint: "See whether `supawarden serve` still runs.",
  });
}

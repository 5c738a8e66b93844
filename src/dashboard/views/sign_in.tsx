import { useState } from "preact/hooks";
import { type ApiError, currentSettings } from "../api.ts";
import { ThemeButton } from "../header.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { asApiError } from "../query.ts";
import { session } from "../session.ts";
import { signInAsUser, signInWithKey } from "../sign_in.ts";

/** Who asks: a secret key, or a user of the Supabase project where one is set. */
export function SignInView() {
  const current = session.value;
  const { supabase, session: keptByServer } = currentSettings();
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = (attempt: (fields: FormData) => Promise<void>) => async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    await attempt(new FormData(event.currentTarget as HTMLFormElement)).catch((failure: unknown) =>
      setError(asApiError(failure)),
    );
    setBusy(false);
  };
  return (
    <main class="narrow">
      <h1>Supawarden</h1>
      <p class="dim">What this database is, against what it should be.</p>
      {current.kind === "none" && current.reason !== undefined && error === undefined && (
        <div class="notice" role="alert">
          <p>{current.reason}</p>
        </div>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
      {supabase !== undefined && (
        <form
          class="card"
          onSubmit={submit((fields) =>
            signInAsUser(String(fields.get("email")), String(fields.get("password"))),
          )}
        >
          <h2>As a user of the project</h2>
          <label>
            Email
            <input name="email" type="email" autocomplete="username" required />
          </label>
          <label>
            Password
            <input name="password" type="password" autocomplete="current-password" required />
          </label>
          <button type="submit" class="primary" disabled={busy}>
            Sign in
          </button>
        </form>
      )}
      <form class="card" onSubmit={submit((fields) => signInWithKey(String(fields.get("key"))))}>
        <h2>With a secret key</h2>
        <label>
          Key
          <input name="key" type="password" autocomplete="off" spellcheck={false} required />
        </label>
        <p class="dim">
          {keptByServer === undefined ? (
            "A secret key of the Supabase project. It stays in the memory of this page: loading the page again forgets it."
          ) : (
            <>
              The terminal that runs <code>supawarden serve</code> shows it. The server remembers you for 12
              hours.
            </>
          )}
        </p>
        <button type="submit" class={supabase === undefined ? "primary" : ""} disabled={busy}>
          Show the findings
        </button>
      </form>
      <p>
        <ThemeButton />
      </p>
    </main>
  );
}

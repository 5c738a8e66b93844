import { useState } from "preact/hooks";
import { localDate } from "../../components/format.ts";
import type { FindingWithEvents, ListedSuppression } from "../answers.ts";
import { type ApiError, request } from "../api.ts";
import { ErrorNotice } from "../parts/notice.tsx";
import { Time } from "../parts/time.tsx";
import { asApiError, revision, useQuery } from "../query.ts";
import { mayOperate, session } from "../session.ts";

/** Whether the finding is accepted, by whom and until when; accepting it and taking that back. */
export function AcceptancePart({ finding }: { readonly finding: FindingWithEvents }) {
  const { fingerprint, suppression, state } = finding;
  const stored = useQuery<{ readonly suppressions: readonly ListedSuppression[] }>(
    `/audit/suppressions?fingerprint=${fingerprint}`,
  );
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      revision.value++;
    } catch (failure) {
      setError(asApiError(failure));
    }
    setBusy(false);
  };
  const [own] = stored.data?.suppressions ?? [];
  const operates = mayOperate();
  return (
    <section>
      <h2>{suppression === undefined ? "Accept it" : "Accepted"}</h2>
      {error !== undefined && <ErrorNotice error={error} />}
      {suppression !== undefined && (
        <>
          <p>
            <bdi>{suppression.reason}</bdi>{" "}
            <span class="dim">
              <bdi>{suppression.owner}</bdi>
              {suppression.expires_at !== undefined && (
                <>
                  , until <Time time={suppression.expires_at} />
                </>
              )}
            </span>
          </p>
          {own === undefined ? (
            stored.data !== undefined && (
              <p class="dim">It is accepted in the configuration, and is taken back there.</p>
            )
          ) : operates ? (
            <button
              type="button"
              disabled={busy}
              onClick={() => void act(() => request(`/audit/suppressions/${own.id}`, { method: "DELETE" }))}
            >
              Take it back
            </button>
          ) : null}
        </>
      )}
      {suppression === undefined && state !== "resolved" && !operates && (
        <p class="dim">An operator can accept this finding, with a reason, an owner and an end.</p>
      )}
      {suppression === undefined && state === "resolved" && (
        <p class="dim">It is gone: there is nothing to accept.</p>
      )}
      {suppression === undefined && state !== "resolved" && operates && (
        <AcceptForm
          busy={busy}
          accept={(body) =>
            void act(() => request("/audit/suppressions", { method: "POST", body: { fingerprint, ...body } }))
          }
        />
      )}
    </section>
  );
}

interface Acceptance {
  readonly reason: string;
  readonly owner: string;
  readonly expires_at: string;
}

/** Days that are offered; a quarter is what is usually meant. */
const DAYS = [30, 90, 365] as const;

function AcceptForm({
  busy,
  accept,
}: {
  readonly busy: boolean;
  readonly accept: (body: Acceptance) => void;
}) {
  const [until, setUntil] = useState(() => inDays(90));
  const current = session.value;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(fields.get(name) ?? "").trim();
    accept({ reason: text("reason"), owner: text("owner"), expires_at: text("expires_at") });
  };
  return (
    <details class="accept">
      <summary>This is on purpose</summary>
      <form onSubmit={submit}>
        <label>
          Reason
          <textarea name="reason" required maxLength={2000} rows={2} />
        </label>
        <div class="pair">
          <label>
            Owner
            <input
              name="owner"
              required
              maxLength={200}
              defaultValue={current.kind === "user" ? current.user.email : ""}
            />
          </label>
          <label>
            Until
            <input
              name="expires_at"
              type="date"
              required
              min={inDays(1)}
              value={until}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </label>
        </div>
        <p class="presets">
          {DAYS.map((days) => (
            <button key={days} type="button" class="small" onClick={() => setUntil(inDays(days))}>
              {days} days
            </button>
          ))}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          Accept the finding
        </button>
      </form>
    </details>
  );
}

function inDays(days: number): string {
  return localDate(new Date(Date.now() + days * 86_400_000));
}

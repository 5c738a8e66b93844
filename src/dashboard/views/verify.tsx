import { useState } from "preact/hooks";
import { href } from "../address.ts";
import { type ApiError, request } from "../api.ts";
import { DiffView } from "../parts/diff_view.tsx";
import { inWords } from "../parts/evidence_text.ts";
import { Heading } from "../parts/heading.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { asApiError } from "../query.ts";

interface VerdictAnswer {
  readonly verdict: "pass" | "warn" | "fail";
  readonly checks: readonly {
    readonly name: string;
    readonly status: "pass" | "warn" | "fail" | "not_evaluated";
    readonly message: string;
    readonly expected?: unknown;
    readonly actual?: unknown;
    readonly findings: readonly string[];
  }[];
}

/** The nine checks that a deployment stops at. They read the database anew, so they wait to be asked for. */
export function VerifyView() {
  const [verdict, setVerdict] = useState<VerdictAnswer | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setVerdict(await request<VerdictAnswer>("/verify"));
    } catch (failure) {
      setError(asApiError(failure));
    }
    setBusy(false);
  };
  return (
    <>
      <Heading>Verify</Heading>
      <p>
        The pass or fail that <code>supawarden verify</code> gives a deployment, judged on the database as it
        is now.
      </p>
      <p>
        <button type="button" class="primary" disabled={busy} onClick={() => void ask()}>
          {busy ? "Judging…" : "Judge now"}
        </button>
      </p>
      {error !== undefined && <ErrorNotice error={error} />}
      <div role="status">{verdict !== undefined && <Verdict answer={verdict} />}</div>
    </>
  );
}

const TONES = { pass: "good", warn: "warn", fail: "error" } as const;

function Verdict({ answer }: { readonly answer: VerdictAnswer }) {
  return (
    <>
      <p class={`verdict ${TONES[answer.verdict]}`}>
        <strong>{answer.verdict}</strong>
      </p>
      <ul class="checks">
        {answer.checks.map((item) => (
          <li key={item.name}>
            <span class={`badge check ${item.status}`}>{inWords(item.status)}</span>
            <div>
              <strong>{inWords(item.name)}</strong> <span>{item.message}</span>
              {item.status !== "pass" && item.expected !== undefined && item.actual !== undefined && (
                <DiffView expected={item.expected} actual={item.actual} />
              )}
              {item.findings.length > 0 && (
                <details>
                  <summary>{item.findings.length} findings</summary>
                  <ul class="values">
                    {item.findings.slice(0, 50).map((fingerprint) => (
                      <li key={fingerprint}>
                        <a href={href(["findings", fingerprint])}>
                          <code>{fingerprint.slice(0, 12)}</code>
                        </a>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

import { useState } from "preact/hooks";
import { CheckList, type ListedCheck, VERDICTS } from "../../components/check_list.tsx";
import { plural } from "../../components/format.ts";
import { Standing } from "../../components/standing.tsx";
import { href } from "../address.ts";
import { type ApiError, request } from "../api.ts";
import { Heading } from "../parts/heading.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { asApiError } from "../query.ts";

interface VerdictAnswer {
  readonly verdict: keyof typeof VERDICTS;
  readonly checks: readonly ListedCheck[];
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

function Verdict({ answer }: { readonly answer: VerdictAnswer }) {
  const { tone, title } = VERDICTS[answer.verdict];
  return (
    <>
      <Standing tone={tone} title={title} />
      <CheckList checks={answer.checks} findings={(check) => <FindingLinks check={check} />} />
    </>
  );
}

/** Links that are written out; the findings list has them all. */
const SHOWN = 50;

function FindingLinks({ check: { findings } }: { readonly check: ListedCheck }) {
  return (
    <details>
      <summary>{plural(findings.length, "finding")}</summary>
      <ul class="values">
        {findings.slice(0, SHOWN).map((fingerprint) => (
          <li key={fingerprint}>
            <a href={href(["findings", fingerprint])}>
              <code>{fingerprint.slice(0, 12)}</code>
            </a>
          </li>
        ))}
      </ul>
      {findings.length > SHOWN && <p class="dim">and {findings.length - SHOWN} more</p>}
    </details>
  );
}

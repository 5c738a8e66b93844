import { useState } from "preact/hooks";
import { CheckList, type ListedCheck, VERDICTS } from "../../components/check_list.tsx";
import { count, plural } from "../../components/format.ts";
import { ObjectName } from "../../components/severity.tsx";
import { Standing } from "../../components/standing.tsx";
import { href } from "../address.ts";
import type { FindingsAnswer } from "../answers.ts";
import { type ApiError, request } from "../api.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { asApiError, useQuery } from "../query.ts";

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
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{plural(findings.length, "finding")}</summary>
      {open && <KnownFindings fingerprints={findings} />}
    </details>
  );
}

/** The findings by name, as far as the last audit has stored them: the verdict reads the database anew. */
function KnownFindings({ fingerprints }: { readonly fingerprints: readonly string[] }) {
  const answer = useQuery<FindingsAnswer>("/audit/findings?limit=500");
  return (
    <AnswerView answer={answer} what="the findings" tall={false}>
      {({ findings }) => {
        const wanted = new Set(fingerprints);
        const known = findings.filter(({ fingerprint }) => wanted.has(fingerprint));
        const shown = known.slice(0, SHOWN);
        return (
          <>
            <ul class="values">
              {shown.map(({ fingerprint, object, rule }) => (
                <li key={fingerprint}>
                  <a href={href(["findings", fingerprint])}>
                    <ObjectName identity={object.identity} />
                  </a>{" "}
                  <span class="dim">{rule}</span>
                </li>
              ))}
            </ul>
            {shown.length < fingerprints.length && (
              <p class="dim">
                {count(fingerprints.length - shown.length)} more are not listed here: the last audit did not
                store them, or they are among <a href={href("findings")}>all findings</a>.
              </p>
            )}
          </>
        );
      }}
    </AnswerView>
  );
}

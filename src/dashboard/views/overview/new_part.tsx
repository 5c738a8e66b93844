import { ObjectName, SeverityBadge, StateTag } from "../../../components/severity.tsx";
import { href } from "../../address.ts";
import type { FindingsAnswer, StoredFinding } from "../../answers.ts";
import { AnswerView } from "../../parts/answer_view.tsx";
import type { Answer } from "../../query.ts";

/** How many stand on the first page. */
export const SHOWN_NEW = 6;

/** What was found for the first time, or again, since the run that is compared with. */
export function NewPart({
  answer,
  since,
  isYesterday,
}: {
  readonly answer: Answer<FindingsAnswer>;
  /** ISO 8601. */
  readonly since: string;
  readonly isYesterday: boolean;
}) {
  return (
    <section aria-labelledby="new">
      <h2 id="new">{isYesterday ? "New since yesterday" : "New"}</h2>
      <AnswerView answer={answer} what="what is new" tall={false}>
        {({ findings }) => (
          <>
            <ul class="lines">
              {findings.slice(0, SHOWN_NEW).map((finding) => (
                <li key={finding.fingerprint}>
                  <NewLine finding={finding} />
                </li>
              ))}
            </ul>
            {findings.length > SHOWN_NEW && (
              <p>
                <a href={href("findings", { since })}>All that is new</a>
              </p>
            )}
          </>
        )}
      </AnswerView>
    </section>
  );
}

function NewLine({ finding }: { readonly finding: StoredFinding }) {
  return (
    <a class="line" href={href(["findings", finding.fingerprint])}>
      <SeverityBadge severity={finding.severity} />
      <span class="line-text">
        <ObjectName identity={finding.object.identity} />
        <span class="dim">{finding.title}</span>
      </span>
      <StateTag state={finding.state} />
    </a>
  );
}

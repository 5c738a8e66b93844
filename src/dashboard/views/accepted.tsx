import { useState } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { ObjectName, SeverityBadge } from "../../components/severity.tsx";
import { href } from "../address.ts";
import type { ListedSuppression } from "../answers.ts";
import { type ApiError, request } from "../api.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { Time } from "../parts/time.tsx";
import { asApiError, revision, useQuery } from "../query.ts";
import { mayOperate } from "../session.ts";

/** What was accepted here, by whom and until when; expired acceptances stand first, as they count again. */
export function AcceptedView() {
  const answer = useQuery<{ readonly suppressions: readonly ListedSuppression[] }>(
    "/audit/suppressions?limit=500",
  );
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const takeBack = async (id: string) => {
    setError(undefined);
    try {
      await request(`/audit/suppressions/${id}`, { method: "DELETE" });
      revision.value++;
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <>
      <Heading>Accepted</Heading>
      <p class="dim">
        What the configuration accepts is not in this table;{" "}
        <a href={href("findings", { accepted: "only" })}>all accepted findings</a> shows both.
      </p>
      {error !== undefined && <ErrorNotice error={error} />}
      <AnswerView answer={answer} what="what was accepted">
        {({ suppressions }) =>
          suppressions.length === 0 ? (
            <EmptyState title="Nothing was accepted here.">
              <p class="dim">
                A finding that is meant to be can be accepted on its own page, with a reason and an end.
              </p>
            </EmptyState>
          ) : (
            <div class="scroll">
              <table class="wide-table">
                <thead>
                  <tr>
                    <th scope="col">Finding</th>
                    <th scope="col">Reason</th>
                    <th scope="col">Owner</th>
                    <th scope="col">Until</th>
                    <th scope="col">
                      <span class="sr-only">Take back</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {suppressions.map((suppression) => (
                    <AcceptedRow key={suppression.id} suppression={suppression} takeBack={takeBack} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </AnswerView>
    </>
  );
}

function AcceptedRow({
  suppression,
  takeBack,
}: {
  readonly suppression: ListedSuppression;
  readonly takeBack: (id: string) => Promise<void>;
}) {
  const { id, fingerprint, rule, severity, object, state, reason, owner, expires_at } = suppression;
  const expired = Date.parse(expires_at) <= Date.now();
  return (
    <tr>
      <td>
        <a href={href(["findings", fingerprint])}>
          <ObjectName identity={object.identity} />
        </a>
        <br />
        <SeverityBadge severity={severity} />{" "}
        <span class="dim">
          {rule}
          {state === "resolved" ? ", gone meanwhile" : ""}
        </span>
      </td>
      <td>
        <bdi>{reason}</bdi>
      </td>
      <td>
        <bdi>{owner}</bdi>
      </td>
      <td class="nowrap">
        <Time time={expires_at} />
        {expired && (
          <>
            <br />
            <strong class="warn-text">expired</strong>
          </>
        )}
      </td>
      <td>
        {mayOperate() && (
          <button
            type="button"
            class="small"
            aria-label={`Take back: ${object.identity}`}
            onClick={() => void takeBack(id)}
          >
            Take back
          </button>
        )}
      </td>
    </tr>
  );
}

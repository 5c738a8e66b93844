import { useState } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { bytes, plural } from "../../components/format.ts";
import { SeverityBadge } from "../../components/severity.tsx";
import { href } from "../address.ts";
import type { FindingsAnswer, StoredFinding } from "../answers.ts";
import { type LedgerPair, type MigrationsAnswer, pairVersions } from "../ledger_rows.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { ErrorNotice, Loading } from "../parts/notice.tsx";
import { type Answer, useQuery } from "../query.ts";

/** The migration files against the database's ledger, version by version, with what the rules say of each. */
export function LedgerView() {
  const migrations = useQuery<MigrationsAnswer>("/audit/migrations");
  const ledger = useQuery<FindingsAnswer>("/audit/findings?category=ledger&limit=500");
  const migration = useQuery<FindingsAnswer>("/audit/findings?category=migration&limit=500");
  const findings = [...(ledger.data?.findings ?? []), ...(migration.data?.findings ?? [])];
  return (
    <>
      <Heading>Ledger</Heading>
      {ledger.error !== undefined && <ErrorNotice error={ledger.error} />}
      <AnswerView answer={migrations} what="both sides of the ledger">
        {(answer) =>
          isThere(ledger) && isThere(migration) ? (
            <Sides answer={answer} findings={findings} />
          ) : (
            <Loading what="the findings on it" tall />
          )
        }
      </AnswerView>
    </>
  );
}

/** An answer or an error: nothing more is to come that would move the rows. */
function isThere(answer: Answer<unknown>): boolean {
  return answer.data !== undefined || answer.error !== undefined;
}

const SOURCES = {
  folder: "the folder that is served",
  manifest: "the manifest that was stored last",
  none: "nowhere",
} as const;

function Sides({
  answer,
  findings,
}: {
  readonly answer: MigrationsAnswer;
  readonly findings: readonly StoredFinding[];
}) {
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const pairs = pairVersions(answer);
  const byVersion = findingsByVersion(findings);
  const isDifferent = (pair: LedgerPair) => pair.standing !== "both" || byVersion.has(pair.version);
  const different = pairs.filter(isDifferent);
  const shown = onlyDifferent ? different : pairs;
  return (
    <>
      {answer.source === "none" && <NoManifest unread={answer.files_unread} />}
      {answer.ledger_unread !== undefined && (
        <div class="notice">
          <p>
            <strong>The ledger was not read.</strong> {answer.ledger_unread}
          </p>
        </div>
      )}
      {pairs.length === 0 ? (
        <EmptyState title="There is no migration on either side." />
      ) : (
        <>
          <p class="dim">
            {plural(answer.files.length, "file")} from {SOURCES[answer.source]},{" "}
            {plural(answer.ledger.length, "row")} in the database;{" "}
            {different.length === 0 ? "they agree" : `${plural(different.length, "version")} to look at`}.
          </p>
          <label class="check">
            <input
              type="checkbox"
              checked={onlyDifferent}
              onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
            />
            Only versions to look at
          </label>
          <div class="scroll">
            <table class="wide-table ledger">
              <thead>
                <tr>
                  <th scope="col">Files</th>
                  <th scope="col">Version</th>
                  <th scope="col">Database</th>
                  <th scope="col">Findings</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((pair) => (
                  <PairRow
                    key={pair.version}
                    pair={pair}
                    known={answer.source !== "none"}
                    findings={byVersion.get(pair.version) ?? []}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </>
  );
}

/** The expected side is missing, and how it comes here. */
export function NoManifest({ unread }: { readonly unread?: string | undefined }) {
  return (
    <EmptyState
      title={unread === undefined ? "No manifest is stored." : "The stored manifest cannot be read."}
    >
      {unread !== undefined && <p>{unread}</p>}
      <p class="dim">
        The expected side comes from a manifest: <code>supawarden manifest</code> writes it from the
        migrations folder. With <code>supawarden serve --migrations</code> the folder itself is the expected
        side.
      </p>
    </EmptyState>
  );
}

function PairRow({
  pair,
  known,
  findings,
}: {
  readonly pair: LedgerPair;
  readonly known: boolean;
  readonly findings: readonly StoredFinding[];
}) {
  const { version, files, row, standing } = pair;
  return (
    <tr class={standing === "both" || !known ? "" : "different"}>
      <td>
        {files.length === 0 ? (
          <span class="dim">{known ? "no file" : "not known"}</span>
        ) : (
          files.map((file) => (
            <div key={file.file}>
              <code>
                <bdi>{file.file.slice(file.file.lastIndexOf("/") + 1)}</bdi>
              </code>{" "}
              <span class="dim nowrap">{file.bytes === undefined ? "" : bytes(file.bytes)}</span>
            </div>
          ))
        )}
      </td>
      <th scope="row" class="nowrap number">
        <bdi>{version}</bdi>
        {standing !== "both" && known && (
          <>
            <br />
            <span class="badge state new">{standing}</span>
          </>
        )}
      </th>
      <td>
        {row === undefined ? (
          <span class="dim">no row</span>
        ) : (
          <>
            <bdi>{row.name ?? ""}</bdi>{" "}
            <span class="dim nowrap">
              {row.statements === undefined ? "statements not kept" : plural(row.statements, "statement")}
            </span>
          </>
        )}
      </td>
      <td>
        {findings.map((finding) => (
          <div key={finding.fingerprint} class="nowrap">
            <SeverityBadge severity={finding.severity} />{" "}
            <a href={href(["findings", finding.fingerprint])}>{finding.rule}</a>
          </div>
        ))}
      </td>
    </tr>
  );
}

/** A ledger finding names the version, in its evidence or as the object itself. */
function findingsByVersion(
  findings: readonly StoredFinding[],
): ReadonlyMap<string, readonly StoredFinding[]> {
  const found = new Map<string, StoredFinding[]>();
  for (const finding of findings) {
    const { version } = finding.evidence;
    const key = typeof version === "string" ? version : finding.object.name;
    const own = found.get(key) ?? [];
    own.push(finding);
    found.set(key, own);
  }
  return found;
}

import { ComparisonList } from "../../components/comparison_list.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { comparisons } from "../../components/evidence_text.ts";
import { EvidenceView } from "../../components/evidence_view.tsx";
import { plural } from "../../components/format.ts";
import { ObjectName, SeverityBadge, StateTag } from "../../components/severity.tsx";
import { href } from "../address.ts";
import type { FindingsAnswer, StoredFinding } from "../answers.ts";
import type { MigrationsAnswer } from "../ledger_rows.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { useQuery } from "../query.ts";
import { NoManifest } from "./ledger.tsx";

/** Most objects on the page; the findings list has them all. */
const SHOWN = 200;

/** Where the database is not what its migrations make it: what is expected against what is there. */
export function DriftView() {
  const answer = useQuery<FindingsAnswer>(`/audit/findings?category=drift&limit=${SHOWN}`);
  const migrations = useQuery<MigrationsAnswer>("/audit/migrations");
  return (
    <>
      <Heading>Drift</Heading>
      <AnswerView answer={answer} what="the drift">
        {({ findings, next_cursor }) =>
          findings.length === 0 ? (
            <NoDrift source={migrations.data?.source} />
          ) : (
            <>
              <p class="dim">
                {next_cursor === undefined ? plural(findings.length, "object") : `The first ${SHOWN} objects`}{" "}
                of the database differ from the migrations.{" "}
                <a href={href("findings", { category: "drift" })}>As findings</a>
              </p>
              {findings.map((finding) => (
                <DriftedObject key={finding.fingerprint} finding={finding} />
              ))}
            </>
          )
        }
      </AnswerView>
    </>
  );
}

function NoDrift({ source }: { readonly source: MigrationsAnswer["source"] | undefined }) {
  if (source === "none") return <NoManifest />;
  if (source === "folder") {
    return (
      <EmptyState title="There is nothing to compare.">
        <p class="dim">
          This database was made from the folder, so it is what its migrations make it. A live database is
          compared by:
        </p>
        <p>
          <code>supawarden drift --db-url … --migrations …</code>
        </p>
      </EmptyState>
    );
  }
  return <EmptyState title="No drift: the database is what its migrations make it." />;
}

function DriftedObject({ finding }: { readonly finding: StoredFinding }) {
  const compared = comparisons(finding.evidence);
  return (
    <section class="card drifted">
      <h2>
        <SeverityBadge severity={finding.severity} />{" "}
        <a href={href(["findings", finding.fingerprint])}>
          <ObjectName identity={finding.object.identity} />
        </a>{" "}
        <span class="dim">{finding.rule.replace("object_", "")}</span> <StateTag state={finding.state} />
      </h2>
      {compared.length === 0 ? (
        <EvidenceView value={finding.evidence} />
      ) : (
        <ComparisonList comparisons={compared} />
      )}
    </section>
  );
}

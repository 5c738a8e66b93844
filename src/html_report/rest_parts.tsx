import { inWords } from "../components/evidence_text.ts";
import { plural } from "../components/format.ts";
import { ObjectName } from "../components/severity.tsx";
import { UnjudgedList } from "../components/unjudged_list.tsx";
import { isActive } from "../shared/findings/finding_groups.ts";
import type { Report } from "../shared/findings/report.ts";

/** What stands beside the findings: those accepted on purpose, rules that were not judged, entries to tidy up. */
export function RestParts({ report }: { readonly report: Report }) {
  return (
    <>
      <AcceptedPart report={report} />
      <UnjudgedPart report={report} />
      <StalePart report={report} />
    </>
  );
}

function AcceptedPart({ report: { findings } }: { readonly report: Report }) {
  const accepted = findings.flatMap((finding) =>
    !isActive(finding) && finding.suppression !== undefined ? [{ finding, by: finding.suppression }] : [],
  );
  if (accepted.length === 0) return null;
  return (
    <section class="card" id="accepted">
      <h2>Accepted on purpose</h2>
      <div class="scroll">
        <table class="wide-table">
          <Heads names={["Object", "Rule", "Reason", "Owner", "Until"]} />
          <tbody>
            {accepted.map(({ finding: { fingerprint, object, rule }, by }) => (
              <tr key={fingerprint}>
                <td>
                  <ObjectName identity={object.identity} />
                </td>
                <td>
                  <code>{rule}</code>
                </td>
                <td>
                  <bdi>{by.reason}</bdi>
                </td>
                <td>
                  <bdi>{by.owner}</bdi>
                </td>
                <td class="nowrap">{by.expires_at?.slice(0, 10) ?? "always"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function UnjudgedPart({ report: { not_evaluated: entries } }: { readonly report: Report }) {
  if (entries.length === 0) return null;
  return (
    <section class="card" id="not-evaluated">
      <h2>Not evaluated</h2>
      <p class="dim">
        {plural(entries.length, "thing")} could not be judged, and so say nothing about the schema.
      </p>
      <UnjudgedList entries={entries} Rule={({ rule }) => <code>{rule}</code>} />
    </section>
  );
}

function StalePart({ report: { stale_suppressions: entries } }: { readonly report: Report }) {
  if (entries.length === 0) return null;
  return (
    <section class="card">
      <h2>Entries of the configuration to tidy up</h2>
      <div class="scroll">
        <table class="wide-table">
          <Heads names={["Rule", "Object", "Owner", "Why"]} />
          <tbody>
            {entries.map((entry) => (
              <tr key={JSON.stringify(entry)}>
                <td>
                  <code>{entry.rule}</code>
                </td>
                <td>
                  <ObjectName identity={entry.object} />
                </td>
                <td>
                  <bdi>{entry.owner}</bdi>
                </td>
                <td>
                  {inWords(entry.kind)}{" "}
                  {entry.status === "expired" ? "that has expired" : "that matches nothing"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Heads({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

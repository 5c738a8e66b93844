import { html } from "hono/html";
import type { Finding } from "../findings/finding.ts";
import {
  countText,
  type FindingGroup,
  type GroupedObject,
  groupFindings,
  isActive,
  type RuleSection,
  SHOWN_OBJECTS,
} from "../findings/finding_groups.ts";
import { CAUSE_END, type Repair, repairsOf, trustText } from "../findings/repairs.ts";
import type { Report } from "../findings/report.ts";
import { type Html, htmlPage } from "./html_page.ts";
import { hasHistory, summaryLine } from "./summary_line.ts";

/** The report as one HTML file that needs nothing else, for a screen or for paper. */
export function renderHtml(report: Report): string {
  return htmlPage("Supawarden report", [
    html`<h1>Supawarden report</h1>
<p><strong>${summaryLine(report)}</strong></p>
<p class="dim">${report.run.finished_at} · ${report.run.server_version} · Supawarden ${report.run.tool_version} · exposed schemas (${report.run.exposed_schemas_source}): ${report.run.exposed_schemas.join(", ")}</p>`,
    ...findingParts(report),
  ]);
}

/** The findings of a report, what was accepted, and what was not judged, as parts of a page. */
export function findingParts(report: Report): readonly Html[] {
  const groups = groupFindings(report.findings);
  const withState = hasHistory(report);
  return [
    html`<h2>Findings</h2>`,
    ...(groups.length === 0
      ? [html`<p>None.</p>`]
      : groups.map((group) => groupSection({ group, withState }))),
    ...acceptedSection(report.findings),
    ...notEvaluatedSection(report),
    ...staleSection(report),
  ];
}

interface GroupContext {
  readonly group: FindingGroup;
  /** Whether what is new is marked: in the first report everything is. */
  readonly withState: boolean;
}

function groupSection(context: GroupContext): Html {
  const { group } = context;
  const [only] = group.sections;
  const isOne = group.sections.length === 1 && only !== undefined;
  const title = isOne
    ? html`<code>${only.rule}</code> ${only.title} (${countText(only)})`
    : html`${group.count} findings of one cause${group.cause === undefined ? "" : `: ${group.cause}`}`;
  return html`<details${group.severity === "error" ? " open" : ""}>
<summary><strong class="${group.severity}">${group.severity}</strong> ${title}</summary>
${isOne && group.cause !== undefined ? html`<p><strong>Cause:</strong> ${group.cause}</p>` : ""}
${
  group.causeSql === undefined
    ? ""
    : html`<p>${CAUSE_END}</p>
<pre>${group.causeSql}</pre>`
}
${group.sections.map((section) => html`${isOne ? "" : sectionHead(section)}${sectionBody(section, context)}`)}
</details>`;
}

function sectionHead(section: RuleSection): Html {
  return html`<h3><strong class="${section.severity}">${section.severity}</strong> <code>${section.rule}</code> ${section.title} (${countText(section)})</h3>`;
}

/** The first objects stand open, all others behind a fold; so does SQL that repairs many of them at once. */
function sectionBody(section: RuleSection, context: GroupContext): Html {
  const { group } = context;
  const isFew = group.cause === undefined && section.findings.length <= SHOWN_OBJECTS;
  const shown = section.objects.slice(0, SHOWN_OBJECTS);
  const folded = section.objects.slice(SHOWN_OBJECTS);
  const list = (objects: readonly GroupedObject[]) =>
    // Of findings of one cause the first message says it for all.
    group.cause === undefined || section.objects.length === 1
      ? objectTable(objects, { ...context, withRepair: isFew })
      : html`<ul>${objects.map((object) => html`<li>${objectName(object, context)}</li>`)}</ul>`;
  return html`<p>${section.rationale}</p>
${group.cause === undefined || section.objects.length === 1 ? "" : html`<p>For the first: ${section.objects[0]?.first.message}</p>`}
${list(shown)}
${folded.length === 0 ? "" : html`<details><summary>and ${folded.length} more</summary>${list(folded)}</details>`}
${isFew ? "" : repairsOf(section, group.causeSql).map(repairPart)}
<p class="dim">Documentation: <code>${section.docs}</code></p>`;
}

function repairPart({ note, statements, ...repair }: Repair): Html {
  const [only] = statements;
  return html`<p><strong>Repair</strong> <span class="dim">(${trustText(repair)})</span> ${note ?? ""}</p>
${
  only === undefined
    ? ""
    : statements.length === 1
      ? html`<pre>${only}</pre>`
      : html`<details><summary>SQL for all ${statements.length}</summary>
<pre>${statements.join("\n")}</pre>
</details>`
}`;
}

function objectTable(
  objects: readonly GroupedObject[],
  context: GroupContext & { readonly withRepair: boolean },
): Html {
  return html`<table class="objects"><thead><tr><th>Object</th><th>Finding</th></tr></thead><tbody>
${objects.map((object) => objectRow(object, context))}
</tbody></table>`;
}

function objectRow(object: GroupedObject, context: GroupContext & { readonly withRepair: boolean }): Html {
  const { message, remediation } = object.first;
  return html`<tr><td>${objectName(object, context)}</td>
<td>${message}
${!context.withRepair || remediation.note === undefined ? "" : html`<p>${remediation.note}</p>`}
${!context.withRepair || remediation.sql === undefined ? "" : html`<pre>${remediation.sql}</pre><span class="dim">${remediation.safety}${remediation.proof === undefined ? "" : `, ${remediation.proof.status}`}</span>`}</td></tr>`;
}

function objectName({ first, count }: GroupedObject, { withState }: GroupContext): Html {
  const { location, state } = first;
  const isFresh = withState && (state === "new" || state === "reopened");
  return html`<code>${first.object.identity}</code>${count > 1 ? html` <span class="dim">(${count} findings on it)</span>` : ""}${
    location === undefined ? "" : html` <span class="dim">${location.file}:${location.line}</span>`
  }${isFresh ? html` <strong>${state}</strong>` : ""}`;
}

function acceptedSection(findings: readonly Finding[]): readonly Html[] {
  const accepted = findings.filter((finding) => !isActive(finding) && finding.suppression !== undefined);
  if (accepted.length === 0) return [];
  return [
    html`<h2>Accepted on purpose</h2>
<table><thead><tr><th>Object</th><th>Rule</th><th>Reason</th><th>Owner</th><th>Until</th></tr></thead><tbody>
${accepted.map(
  ({ object, rule, suppression }) =>
    html`<tr><td><code>${object.identity}</code></td><td><code>${rule}</code></td><td>${suppression?.reason}</td><td>${suppression?.owner}</td><td>${suppression?.expires_at ?? ""}</td></tr>`,
)}
</tbody></table>`,
  ];
}

function notEvaluatedSection(report: Report): readonly Html[] {
  if (report.not_evaluated.length === 0) return [];
  return [
    html`<h2>Not evaluated</h2>
<table><thead><tr><th>Rule</th><th>Reason</th></tr></thead><tbody>
${report.not_evaluated.map(({ rule, reason }) => html`<tr><td><code>${rule}</code></td><td>${reason}</td></tr>`)}
</tbody></table>`,
  ];
}

function staleSection(report: Report): readonly Html[] {
  if (report.stale_suppressions.length === 0) return [];
  return [
    html`<h2>Entries of the configuration to tidy up</h2>
<table><thead><tr><th>Rule</th><th>Object</th><th>Owner</th><th>Why</th></tr></thead><tbody>
${report.stale_suppressions.map(
  (entry) =>
    html`<tr><td><code>${entry.rule}</code></td><td><code>${entry.object}</code></td><td>${entry.owner}</td><td>${entry.status}</td></tr>`,
)}
</tbody></table>`,
  ];
}

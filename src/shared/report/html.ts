import { html } from "hono/html";
import type { Report } from "../audit/report.ts";
import type { Finding } from "../findings/finding.ts";
import { type FindingGroup, groupFindings, isActive } from "./finding_groups.ts";
import { type Html, htmlPage } from "./html_page.ts";
import { summaryLine } from "./summary_line.ts";

/** The report as one HTML file that needs nothing else, for a screen or for paper. */
export function renderHtml(report: Report): string {
  const groups = groupFindings(report.findings);
  return htmlPage("Supawarden report", [
    html`<h1>Supawarden report</h1>
<p><strong>${summaryLine(report)}</strong></p>
<p class="dim">${report.run.finished_at} · ${report.run.server_version} · Supawarden ${report.run.tool_version} · exposed schemas (${report.run.exposed_schemas_source}): ${report.run.exposed_schemas.join(", ")}</p>
<h2>Findings</h2>`,
    ...(groups.length === 0 ? [html`<p>None.</p>`] : groups.map(groupSection)),
    ...acceptedSection(report.findings),
    ...notEvaluatedSection(report),
    ...staleSection(report),
  ]);
}

function groupSection(group: FindingGroup): Html {
  return html`<details${group.severity === "error" ? " open" : ""}>
<summary><strong class="${group.severity}">${group.severity}</strong> <code>${group.rule}</code> ${group.title} (${group.findings.length})</summary>
<p>${group.rationale}</p>
${group.cause === undefined ? "" : html`<p>Cause: ${group.cause}</p>`}
<table><thead><tr><th>Object</th><th>Finding</th></tr></thead><tbody>
${group.findings.map(findingRow)}
</tbody></table>
<p class="dim">Documentation: <code>${group.docs}</code></p>
</details>`;
}

function findingRow(finding: Finding): Html {
  const { location, remediation } = finding;
  return html`<tr><td><code>${finding.object.identity}</code><br><span class="dim">${finding.state}</span></td>
<td>${finding.message}
${location === undefined ? "" : html`<br><span class="dim">${location.file}:${location.line}</span>`}
${remediation.note === undefined ? "" : html`<p>${remediation.note}</p>`}
${remediation.sql === undefined ? "" : html`<pre>${remediation.sql}</pre><span class="dim">${remediation.safety}${remediation.proof === undefined ? "" : `, ${remediation.proof.status}`}</span>`}</td></tr>`;
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

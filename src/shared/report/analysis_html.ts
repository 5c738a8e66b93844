import { html } from "hono/html";
import { isActive } from "../findings/finding_groups.ts";
import type { Analysis } from "../migrations/analysis.ts";
import { sizeText } from "./analysis_text.ts";
import { dependencyDrawing } from "./dependency_drawing.ts";
import { findingParts } from "./html.ts";
import { type Html, htmlPage } from "./html_page.ts";
import { summaryLine } from "./summary_line.ts";
import { timelineDrawing } from "./timeline_drawing.ts";

/** The analysis as one HTML file that needs nothing else: findings, inventory, timelines and dependencies. */
export function renderAnalysisHtml(analysis: Analysis): string {
  const { run, inventory } = analysis;
  return htmlPage("Supawarden: migrations", [
    html`<h1>Supawarden: migrations</h1>
<p><strong>${summaryLine(analysis)}</strong></p>
<p class="dim">${run.finished_at} · Supawarden ${run.tool_version} · ${inventory.folders.map(({ path }) => path).join(", ")}</p>`,
    ...findingParts(analysis),
    html`<h2>Files</h2>`,
    ...inventory.folders.map((folder) => folderTable(folder, analysis)),
    html`<h2>Domains</h2>
<table><thead><tr><th>Domain</th><th>Files</th><th>Objects created</th></tr></thead><tbody>
${Object.entries(inventory.domains).map(
  ([domain, { files, objects }]) =>
    html`<tr><td>${domain}</td><td>${files.length}</td><td>${objects}</td></tr>`,
)}
</tbody></table>`,
    html`<h2>Timelines</h2>`,
    timelineDrawing(analysis),
    html`<h2>Dependencies</h2>`,
    dependencyDrawing(analysis),
  ]);
}

const SKIPS: Readonly<Record<string, string>> = {
  name: "not run: the Supabase CLI skips its name",
  old_init: "not run: the Supabase CLI skips an old initial migration",
  subfolder: "not run: it lies in a folder inside",
};

function folderTable({ path, files }: Analysis["inventory"]["folders"][number], analysis: Analysis): Html {
  const active = analysis.findings.filter(isActive);
  return html`<h3>${path}</h3>
<table><thead><tr><th>File</th><th>Version</th><th>Size</th><th>Statements</th><th>Domain</th><th>Findings</th></tr></thead><tbody>
${files.map((file) => {
  const count = active.filter(({ location }) => location?.file === file.file).length;
  const standing =
    file.skipped !== undefined
      ? (SKIPS[file.skipped] ?? file.skipped)
      : file.down === true
        ? "takes another file back"
        : file.domain;
  return html`<tr><td><code>${file.file}</code></td><td>${file.version}</td><td>${sizeText(file.bytes)}</td><td>${file.statements}</td><td>${standing}</td><td>${count === 0 ? "" : count}</td></tr>`;
})}
</tbody></table>`;
}

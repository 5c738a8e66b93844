import { html } from "hono/html";
import type { CheckStatus, Verdict } from "../verify/verdict.ts";
import { htmlPage } from "./html_page.ts";
import { verdictLine } from "./verdict_line.ts";

const CLASSES: Readonly<Record<CheckStatus, string>> = {
  pass: "info",
  warn: "warn",
  fail: "error",
  not_evaluated: "dim",
};

/** The verdict as one HTML file that needs nothing else. */
export function renderVerdictHtml(verdict: Verdict): string {
  return htmlPage(
    "Supawarden verify",
    html`<h1>Supawarden verify</h1>
<p><strong class="${CLASSES[verdict.verdict]}">${verdictLine(verdict)}</strong></p>
<p class="dim">${verdict.run.finished_at} · ${verdict.run.server_version} · Supawarden ${verdict.run.tool_version}</p>
<table><thead><tr><th>Check</th><th>Status</th><th>Message</th></tr></thead><tbody>
${verdict.checks.map(
  (check) =>
    html`<tr><td><code>${check.name}</code></td><td class="${CLASSES[check.status]}">${check.status.replace("_", " ")}</td><td>${check.message}</td></tr>`,
)}
</tbody></table>`,
  );
}

import { html } from "hono/html";
import { type Html, htmlPage } from "../../report/html_page.ts";
import type { TextStyle } from "../../report/text.ts";
import type { Block, Inline, ReportDocument } from "./document.ts";

const CLASSES: Partial<Record<TextStyle, string>> = {
  error: "error",
  warn: "warn",
  good: "info",
  dim: "dim",
};

/** The report as one HTML file that needs nothing else. */
export function documentHtml(document: ReportDocument): string {
  return htmlPage(
    document.title,
    html`<h1>${document.title}</h1>
<p><strong class="${CLASSES[document.style] ?? "info"}">${document.verdict}</strong></p>
${document.blocks.map(blockHtml)}`,
  );
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case "heading":
      return html`<h2>${block.text}</h2>`;
    case "paragraph":
      return html`<p class="${CLASSES[block.style ?? "strong"] ?? ""}">${block.text}</p>`;
    case "list":
      return html`<ul style="columns: 1">${block.items.map((item) => html`<li>${item.map(inline)}</li>`)}</ul>`;
    case "code":
      return html`<pre>${block.text}</pre>`;
    case "table":
      if (block.rows.length === 0) return html``;
      return html`<table><thead><tr>${block.columns.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>
${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}
</tbody></table>`;
  }
}

function inline(part: Inline): Html | string {
  return typeof part === "string" ? part : html`<code>${part.code}</code>`;
}

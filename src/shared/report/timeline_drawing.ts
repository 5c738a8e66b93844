import { html } from "hono/html";
import { isActive } from "../findings/finding_groups.ts";
import type { Analysis } from "../migrations/analysis.ts";
import type { InventoryObject } from "../migrations/inventory.ts";
import type { Html } from "./html_page.ts";

/** How many objects are drawn. */
const MAX_ROWS = 60;
const LABEL = 340;
const ROW = 22;
const WIDTH = 960;

/** Marks of events: told apart by form as well as by colour, so that neither alone matters. */
const MARKS: Readonly<Record<string, { readonly sign: string; readonly color: string }>> = {
  alter: { sign: "◇", color: "var(--warn)" },
  create: { sign: "●", color: "var(--info)" },
  data: { sign: "·", color: "var(--dim)" },
  drop: { sign: "✕", color: "var(--error)" },
  rename: { sign: "→", color: "var(--warn)" },
  replace: { sign: "○", color: "var(--info)" },
};

/**
 * The objects of findings through the files, as a drawing: a row an object, a column a file, a mark an event; and the
 * same as a table for those who do not see it.
 */
export function timelineDrawing(analysis: Analysis): Html {
  const files = analysis.inventory.folders.flatMap((folder) => folder.files.map(({ file }) => file));
  const objects = objectsOfFindings(analysis);
  if (objects.length === 0) return html`<p>No object of a finding has a history.</p>`;
  const shown = objects.slice(0, MAX_ROWS);
  const step = Math.max(3, (WIDTH - LABEL - 20) / Math.max(1, files.length));
  const place = new Map(files.map((file, index) => [file, LABEL + 10 + index * step]));
  const height = (shown.length + 1) * ROW;
  return html`<p class="dim">From the first file to the last: ${Object.entries(MARKS).map(([event, { sign }]) => html`${sign} ${event}  `)}. Objects that findings name${
    objects.length > shown.length ? html`; the first ${shown.length} of ${objects.length}` : ""
  }.</p>
<svg role="img" aria-label="Timelines of ${shown.length} objects over ${files.length} files; the table below says the same" viewBox="0 0 ${WIDTH} ${height}" width="100%" font-size="12" font-family="ui-monospace, monospace" fill="currentColor">
${shown.map((object, index) => row(object, { y: (index + 1) * ROW, place }))}
</svg>
<details><summary>As a table</summary>
<table><thead><tr><th>Object</th><th>Events</th></tr></thead><tbody>
${shown.map(
  ({ identity, events }) =>
    html`<tr><td><code>${identity}</code></td><td>${events.map(({ event, outcome, file, line }) => html`${event}${outcome === undefined ? "" : ` (${outcome})`} <span class="dim">${file}:${line}</span><br>`)}</td></tr>`,
)}
</tbody></table>
</details>`;
}

function objectsOfFindings(analysis: Analysis): readonly InventoryObject[] {
  const named = new Set(analysis.findings.filter(isActive).map(({ object }) => object.identity));
  return analysis.objects.filter(({ identity, events }) => named.has(identity) && events.length > 0);
}

interface RowPlace {
  readonly y: number;
  readonly place: ReadonlyMap<string, number>;
}

function row({ identity, events }: InventoryObject, { y, place }: RowPlace): Html {
  const label = identity.length > 46 ? `${identity.slice(0, 45)}…` : identity;
  return html`<line x1="${LABEL}" x2="${WIDTH - 10}" y1="${y - 4}" y2="${y - 4}" stroke="var(--line)"/>
<text x="0" y="${y}"><title>${identity}</title>${label}</text>
${events.map(({ event, outcome, file, line }) => {
  const { sign = "·", color = "currentColor" } = MARKS[event] ?? {};
  const failed = outcome === "fails" || outcome === "taken";
  return html`<text x="${place.get(file) ?? LABEL}" y="${y}" text-anchor="middle" fill="${failed ? "var(--error)" : color}"><title>${event}${outcome === undefined ? "" : ` (${outcome})`}: ${file}:${line}</title>${sign}</text>`;
})}`;
}

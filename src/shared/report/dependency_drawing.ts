import { html } from "hono/html";
import type { Analysis } from "../migrations/analysis.ts";
import type { Html } from "./html_page.ts";

/** How many objects are drawn; those with the most dependencies where there are more. */
const MAX_NODES = 120;
const COLUMN = 230;
const ROW = 24;

interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * Tables and views with what they need, as a drawing in layers: what needs nothing stands left, and every arrow leads to
 * the left. All dependencies follow as a table.
 */
export function dependencyDrawing(analysis: Analysis): Html {
  const edges = relationEdges(analysis);
  if (analysis.dependencies.length === 0) return html`<p>None.</p>`;
  const nodes = chosenNodes(edges);
  const drawn = edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  return html`${nodes.size === 0 ? "" : drawing(nodes, drawn)}
${nodes.size < new Set(edges.flatMap(({ from, to }) => [from, to])).size ? html`<p class="dim">The ${nodes.size} objects with the most dependencies.</p>` : ""}
<details><summary>All ${analysis.dependencies.length} dependencies</summary>
<table><thead><tr><th>Object</th><th>Needs</th><th>By</th></tr></thead><tbody>
${analysis.dependencies.map(
  ({ from, to, kind }) =>
    html`<tr><td><code>${from}</code></td><td><code>${to}</code></td><td>${kind}</td></tr>`,
)}
</tbody></table>
</details>`;
}

function relationEdges({ dependencies, objects }: Analysis): readonly Edge[] {
  const relations = new Set(objects.flatMap(({ identity, kind }) => (kind === "relation" ? [identity] : [])));
  return dependencies.filter(({ from, to, kind }) => kind === "table" && relations.has(from) && from !== to);
}

function chosenNodes(edges: readonly Edge[]): ReadonlySet<string> {
  const degrees = new Map<string, number>();
  for (const { from, to } of edges) {
    for (const name of [from, to]) degrees.set(name, (degrees.get(name) ?? 0) + 1);
  }
  const ordered = [...degrees].sort(([left, one], [right, other]) => other - one || (left < right ? -1 : 1));
  return new Set(ordered.slice(0, MAX_NODES).map(([name]) => name));
}

/** The longest way to an object that needs nothing; a circle is cut where it closes. */
function layersOf(nodes: ReadonlySet<string>, edges: readonly Edge[]): ReadonlyMap<string, number> {
  const needs = new Map<string, string[]>();
  for (const { from, to } of edges) needs.set(from, [...(needs.get(from) ?? []), to]);
  const layers = new Map<string, number>();
  const open = new Set<string>();
  const layer = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    if (open.has(name)) return 0;
    open.add(name);
    const own = Math.max(-1, ...(needs.get(name) ?? []).map(layer)) + 1;
    open.delete(name);
    layers.set(name, own);
    return own;
  };
  for (const name of nodes) layer(name);
  return layers;
}

function drawing(nodes: ReadonlySet<string>, edges: readonly Edge[]): Html {
  const layers = layersOf(nodes, edges);
  const columns = new Map<number, string[]>();
  for (const name of [...nodes].sort()) {
    const layer = layers.get(name) ?? 0;
    columns.set(layer, [...(columns.get(layer) ?? []), name]);
  }
  const places = new Map<string, { readonly x: number; readonly y: number }>();
  for (const [layer, names] of columns) {
    names.forEach((name, index) => {
      places.set(name, { x: layer * COLUMN, y: (index + 1) * ROW });
    });
  }
  const width = columns.size * COLUMN;
  const height = (Math.max(...[...columns.values()].map(({ length }) => length)) + 1) * ROW;
  return html`<svg role="img" aria-label="${nodes.size} tables and views and the ${edges.length} dependencies between them; the table below lists all" viewBox="0 0 ${width} ${height}" width="${Math.max(width, 480)}" style="max-width: 100%" font-size="11" font-family="ui-monospace, monospace" fill="currentColor">
${edges.map(({ from, to }) => arrow({ from, to }, places))}
${[...places].map(
  ([name, { x, y }]) =>
    html`<text x="${x + 4}" y="${y}"><title>${name}</title>${name.length > 30 ? `${name.slice(0, 29)}…` : name}</text>`,
)}
</svg>`;
}

function arrow(
  { from, to }: Edge,
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
): Html {
  const [start, end] = [places.get(from), places.get(to)];
  if (start === undefined || end === undefined) return html``;
  const [x1, y1] = [start.x, start.y - 4];
  const [x2, y2] = [end.x + Math.min(to.length, 30) * 6.7 + 8, end.y - 4];
  const middle = (x1 + x2) / 2;
  return html`<path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="var(--line)"><title>${from} needs ${to}</title></path>`;
}

import dagre from "@dagrejs/dagre";
import { useMemo, useState } from "preact/hooks";

/** A box of a drawn graph. */
export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  /** What kind of thing it is, in a word or two. */
  readonly note: string;
  readonly tone?: "bad" | "accent" | "quiet";
  readonly href?: string;
}

/** An arrow of a drawn graph. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly tone?: "bad";
}

const LETTER = 7.25;
const NODE_HEIGHT = 40;
const MOST_LETTERS = 40;
const ZOOMS = [0.4, 0.55, 0.75, 1, 1.35];

/** A directed graph with what is needed on the left; boxes are links, and what does not fit scrolls. */
export function GraphView({
  label,
  nodes,
  edges,
}: {
  readonly label: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}) {
  const layout = useMemo(() => layOut(nodes, edges), [nodes, edges]);
  const [zoom, setZoom] = useState(() => (nodes.length > 60 ? 2 : 3));
  const scale = ZOOMS[zoom] ?? 1;
  return (
    <div class="graph">
      <div class="graph-tools">
        <span class="dim">{nodes.length} objects</span>
        <button
          type="button"
          class="small"
          aria-label="Smaller"
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          −
        </button>
        <button
          type="button"
          class="small"
          aria-label="Larger"
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          +
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing, not a fieldset */}
      <div class="graph-window" tabIndex={0} role="group" aria-label={label}>
        <svg
          width={layout.width * scale}
          height={layout.height * scale}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="presentation"
        >
          <defs>
            {["plain", "bad"].map((tone) => (
              <marker
                key={tone}
                id={`arrow-${tone}`}
                class={`arrow ${tone}`}
                viewBox="0 0 8 8"
                refX="8"
                refY="4"
                markerUnits="userSpaceOnUse"
                markerWidth="9"
                markerHeight="9"
                orient="auto"
              >
                <path d="M0,0 L8,4 L0,8 z" />
              </marker>
            ))}
          </defs>
          {layout.edges.map((edge) => (
            <path
              key={edge.key}
              class={`edge ${edge.tone ?? "plain"}`}
              d={edge.path}
              marker-end={`url(#arrow-${edge.tone ?? "plain"})`}
            />
          ))}
          {layout.nodes.map((node) => (
            <NodeBox key={node.id} node={node} />
          ))}
        </svg>
      </div>
    </div>
  );
}

interface PlacedNode extends DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function NodeBox({ node }: { readonly node: PlacedNode }) {
  const box = (
    <g
      class={`node ${node.tone ?? "plain"}`}
      transform={`translate(${node.x - node.width / 2},${node.y - NODE_HEIGHT / 2})`}
    >
      <title>{`${node.note} ${node.label}`}</title>
      <rect width={node.width} height={NODE_HEIGHT} rx="5" />
      <text x="9" y="16" class="node-note">
        {node.note}
      </text>
      <text x="9" y="31">
        {shortened(node.label)}
      </text>
    </g>
  );
  if (node.href === undefined) return box;
  return <a href={node.href}>{box}</a>;
}

function layOut(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "RL", nodesep: 14, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const letters = Math.max(shortened(node.label).length, node.note.length);
    graph.setNode(node.id, { width: letters * LETTER + 18, height: NODE_HEIGHT });
  }
  edges.forEach(({ from, to }, index) => {
    graph.setEdge(from, to, {}, String(index));
  });
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const placed = new Map(
    nodes.map((node): [string, PlacedNode] => {
      const { x = 0, y = 0, width: nodeWidth = 0 } = graph.node(node.id);
      return [node.id, { ...node, x, y, width: nodeWidth }];
    }),
  );
  return {
    width,
    height,
    nodes: [...placed.values()],
    edges: edges.flatMap(({ from, to, tone }, index) => {
      const [start, end] = [placed.get(from), placed.get(to)];
      if (start === undefined || end === undefined) return [];
      // Between the sides that face each other; between the ranks it goes as the layout has it.
      const between = (graph.edge(from, to, String(index))?.points ?? []).slice(1, -1);
      const points = [
        { x: start.x - start.width / 2, y: start.y },
        ...between,
        { x: end.x + end.width / 2, y: end.y },
      ];
      return [{ key: String(index), tone, path: pathOf(points) }];
    }),
  };
}

/** Through the points in a curve that leaves and arrives level. */
function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x.toFixed(1)},${y.toFixed(1)}`;
      const middle = ((before.x + x) / 2).toFixed(1);
      return `C${middle},${before.y.toFixed(1)} ${middle},${y.toFixed(1)} ${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}

function shortened(label: string): string {
  const letters = [...label.replace(/\s+/g, " ")];
  if (letters.length <= MOST_LETTERS) return letters.join("");
  return `${letters.slice(0, MOST_LETTERS / 2 - 1).join("")}…${letters.slice(-MOST_LETTERS / 2).join("")}`;
}

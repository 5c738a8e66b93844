import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import {
  type DrawnEdge,
  type DrawnNode,
  layOut,
  NODE_HEIGHT,
  type PlacedNode,
  shortened,
} from "./graph_layout.ts";

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
  const frame = useRef<HTMLDivElement>(null);
  // Where one object is what it is about, the drawing begins there.
  useLayoutEffect(() => {
    const [centre, ...others] = layout.nodes.filter(({ tone }) => tone === "accent");
    const { current } = frame;
    if (current === null || centre === undefined || others.length > 0) return;
    current.scrollLeft = centre.x * scale - current.clientWidth / 2;
    current.scrollTop = centre.y * scale - current.clientHeight / 2;
  }, [layout, scale]);
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
      <div ref={frame} class="graph-window" tabIndex={0} role="group" aria-label={label}>
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

import { type layOut, NODE_HEIGHT, type PlacedNode, shortened } from "./graph_layout.ts";

/** A laid-out graph as a drawing; what it says must stand beside it in words too. */
export function GraphDrawing({
  layout,
  scale = 1,
}: {
  readonly layout: ReturnType<typeof layOut>;
  readonly scale?: number;
}) {
  return (
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

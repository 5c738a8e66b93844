import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { GraphDrawing } from "../../components/graph_drawing.tsx";
import { type DrawnEdge, type DrawnNode, layOut } from "../../components/graph_layout.ts";

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
        <GraphDrawing layout={layout} scale={scale} />
      </div>
    </div>
  );
}

import dagre from "@dagrejs/dagre";

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

/** A box with its place: its middle, and its width. */
export interface PlacedNode extends DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Width of a letter, in the units of the drawing. */
const LETTER = 7.25;
/** Height of every box. */
export const NODE_HEIGHT = 40;
const MOST_LETTERS = 40;

/** Places boxes and arrows, with what is needed on the left. */
export function layOut(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "RL", nodesep: 14, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  // The library keeps its nodes in plain objects, which a name like __proto__ must not reach.
  const keys = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  for (const node of nodes) {
    const letters = Math.max(shortened(node.label).length, node.note.length);
    graph.setNode(keys.get(node.id) ?? "", { width: letters * LETTER + 18, height: NODE_HEIGHT });
  }
  const ends = edges.flatMap((edge, index) => {
    const [from, to] = [keys.get(edge.from), keys.get(edge.to)];
    return from === undefined || to === undefined
      ? []
      : [{ ...edge, index, ends: { v: from, w: to, name: `e${index}` } }];
  });
  for (const edge of ends) graph.setEdge(edge.ends, {});
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const placed = new Map(
    nodes.map((node): [string, PlacedNode] => {
      const { x = 0, y = 0, width: nodeWidth = 0 } = graph.node(keys.get(node.id) ?? "");
      return [node.id, { ...node, x, y, width: nodeWidth }];
    }),
  );
  return {
    width,
    height,
    nodes: [...placed.values()],
    edges: ends.flatMap(({ from, to, tone, index, ends: name }) => {
      const [start, end] = [placed.get(from), placed.get(to)];
      if (start === undefined || end === undefined) return [];
      // Between the sides that face each other; between the ranks it goes as the layout has it.
      const between = (graph.edge(name)?.points ?? []).slice(1, -1);
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

/** A name that fits a box: its beginning and its end. */
export function shortened(label: string): string {
  const letters = [...label.replace(/\s+/g, " ")];
  if (letters.length <= MOST_LETTERS) return letters.join("");
  return `${letters.slice(0, MOST_LETTERS / 2 - 1).join("")}…${letters.slice(-MOST_LETTERS / 2).join("")}`;
}

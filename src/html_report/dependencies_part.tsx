import { DependencyTable } from "../components/dependency_table.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { count, plural } from "../components/format.ts";
import { GraphDrawing } from "../components/graph_drawing.tsx";
import { layOut } from "../components/graph_layout.ts";
import { isActive } from "../shared/findings/finding_groups.ts";
import type { Analysis } from "../shared/migrations/analysis.ts";

/** How many objects are drawn; those with the most dependencies where there are more. */
const MOST_NODES = 60;
/** How many dependencies the table has. */
const MOST_ROWS = 2_000;

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Which table or view needs which, as a drawing, and all dependencies as a table. */
export function DependenciesPart({ analysis }: { readonly analysis: Analysis }) {
  const { dependencies } = analysis;
  const edges = relationEdges(analysis);
  const nodes = chosenNodes(edges);
  const all = new Set(edges.flatMap(({ from, to }) => [from, to])).size;
  return (
    <section class="card" aria-labelledby="dependencies">
      <h2 id="dependencies">Dependencies</h2>
      {dependencies.length === 0 ? (
        <EmptyState title="Nothing needs anything else." />
      ) : (
        <>
          {nodes.size > 0 && (
            <>
              <p class="dim">
                Tables and views; an arrow leads to what is needed. Red has a finding of severity error.{" "}
                {nodes.size < all && `The ${nodes.size} of ${count(all)} with the most dependencies.`}
              </p>
              <Drawing analysis={analysis} nodes={nodes} edges={edges} />
            </>
          )}
          <details class="more">
            <summary>
              {plural(dependencies.length, "dependency", "dependencies")}{" "}
              <span class="dim">as a table, functions, policies, types and extensions too</span>
            </summary>
            <DependencyTable edges={dependencies.slice(0, MOST_ROWS)} />
            {dependencies.length > MOST_ROWS && (
              <p class="dim">and {count(dependencies.length - MOST_ROWS)} more in the data of this page</p>
            )}
          </details>
        </>
      )}
    </section>
  );
}

function Drawing({
  analysis,
  nodes,
  edges,
}: {
  readonly analysis: Analysis;
  readonly nodes: ReadonlySet<string>;
  readonly edges: readonly Edge[];
}) {
  const bad = new Set(
    analysis.findings
      .filter((finding) => isActive(finding) && finding.severity === "error")
      .map(({ object }) => object.identity),
  );
  const layout = layOut(
    [...nodes].map((name) => ({
      id: name,
      label: name,
      note: "relation",
      ...(bad.has(name) ? { tone: "bad" as const } : {}),
    })),
    edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to)),
  );
  return (
    <div class="graph">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing, not a fieldset */}
      <div class="graph-window" tabIndex={0} role="group" aria-label="Objects and what they need">
        <GraphDrawing layout={layout} />
      </div>
    </div>
  );
}

/** Each pair once: two foreign keys to one table are one arrow. */
function relationEdges({ dependencies, objects }: Analysis): readonly Edge[] {
  const relations = new Set(objects.flatMap(({ identity, kind }) => (kind === "relation" ? [identity] : [])));
  const pairs = new Map(
    dependencies
      .filter(({ from, to, kind }) => kind === "table" && relations.has(from) && from !== to)
      .map((edge) => [JSON.stringify([edge.from, edge.to]), edge]),
  );
  return [...pairs.values()];
}

function chosenNodes(edges: readonly Edge[]): ReadonlySet<string> {
  const degrees = new Map<string, number>();
  for (const { from, to } of edges) {
    for (const name of [from, to]) degrees.set(name, (degrees.get(name) ?? 0) + 1);
  }
  const ordered = [...degrees].sort(([left, one], [right, other]) => other - one || (left < right ? -1 : 1));
  return new Set(ordered.slice(0, MOST_NODES).map(([name]) => name));
}

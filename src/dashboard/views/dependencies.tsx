import { useMemo } from "preact/hooks";
import { DependencyTable } from "../../components/dependency_table.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { count, plural } from "../../components/format.ts";
import type { DependencyGraph } from "../../shared/dependencies/dependency_graph.ts";
import { href, queryOf } from "../address.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { GraphView } from "../parts/graph_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { useQuery } from "../query.ts";
import { go } from "../router.ts";

/** Which object needs which: all of it, or what lies around one object. */
export function DependenciesView({ around }: { readonly around: string }) {
  const answer = useQuery<DependencyGraph>(`/audit/dependencies?${queryOf({ object: around })}`);
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const object = String(new FormData(event.currentTarget as HTMLFormElement).get("object") ?? "").trim();
    go(href("dependencies", { object }));
  };
  return (
    <>
      <Heading>Dependencies</Heading>
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is not known to all browsers that this page supports */}
      <form class="filters" role="search" aria-label="Look around one object" onSubmit={search}>
        <label class="wide">
          Around the object
          <input
            key={around}
            name="object"
            type="search"
            defaultValue={around}
            placeholder="public.memories"
            spellcheck={false}
          />
        </label>
        <button type="submit">Show</button>
        {around !== "" && <a href={href("dependencies")}>The whole database</a>}
      </form>
      <AnswerView answer={answer} what="the dependencies">
        {(graph) =>
          graph.nodes.length === 0 ? (
            <EmptyState
              title={
                around === "" ? "Nothing needs anything else." : "No object of the project has this name."
              }
            >
              <p class="dim">
                Names stand as findings print them: with their schema, a function with its argument types.
              </p>
            </EmptyState>
          ) : (
            <Graph graph={graph} around={around} />
          )
        }
      </AnswerView>
    </>
  );
}

function Graph({ graph, around }: { readonly graph: DependencyGraph; readonly around: string }) {
  const drawing = useMemo(() => draw(graph, around), [graph, around]);
  const names = new Map(graph.nodes.map((node) => [node.id, node.identity]));
  return (
    <>
      <p class="dim">
        An arrow leads to what is needed: by foreign key, view, partition, trigger or policy.{" "}
        {graph.truncated
          ? `${count(graph.nodes.length)} of ${plural(graph.total, "object")}; look around one to see the rest.`
          : ""}
      </p>
      <GraphView label="Objects and what they need" nodes={drawing.nodes} edges={drawing.edges} />
      <details>
        <summary>As a table</summary>
        <DependencyTable
          edges={graph.edges.map(({ from, to, kind }) => ({
            from: names.get(from) ?? from,
            to: names.get(to) ?? to,
            kind,
          }))}
        />
      </details>
    </>
  );
}

function draw(graph: DependencyGraph, around: string) {
  return {
    nodes: graph.nodes.map(({ id, identity, kind }) => ({
      id,
      label: identity,
      note: kind,
      href: href("dependencies", { object: identity }),
      ...(identity === around
        ? { tone: "accent" as const }
        : kind === "routine"
          ? { tone: "quiet" as const }
          : {}),
    })),
    edges: graph.edges,
  };
}

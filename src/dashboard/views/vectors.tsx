import { useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { plural } from "../../components/format.ts";
import { ObjectName } from "../../components/severity.tsx";
import type { VectorMap } from "../../shared/vector/vector_map.ts";
import { href } from "../address.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { GraphView } from "../parts/graph_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { useQuery } from "../query.ts";
import { type DimensionGroup, dimensionGroups, sizeText, vectorDrawing } from "../vector_drawing.ts";

/** Which columns, indexes, functions and models share a number of dimensions, and where they do not fit. */
export function VectorsView() {
  const answer = useQuery<VectorMap>("/audit/vectors");
  return (
    <>
      <Heading>Vectors</Heading>
      <AnswerView answer={answer} what="the vectors of the database">
        {(map) =>
          !map.installed ? (
            <EmptyState title="Extension vector is not installed.">
              <p class="dim">There is nothing with a number of dimensions in this database.</p>
            </EmptyState>
          ) : map.columns.length === 0 && map.routines.length === 0 ? (
            <EmptyState title="No column and no function has to do with vectors." />
          ) : (
            <Vectors map={map} />
          )
        }
      </AnswerView>
    </>
  );
}

function Vectors({ map }: { readonly map: VectorMap }) {
  const drawing = useMemo(() => vectorDrawing(map), [map]);
  const groups = useMemo(() => dimensionGroups(map), [map]);
  const conflicts = map.routines.filter((routine) => routine.conflicts.length > 0).length;
  return (
    <>
      <p>
        {plural(map.columns.length, "column")}, {plural(map.routines.length, "function")},{" "}
        {plural(groups.length, "number of dimensions", "numbers of dimensions")}
        {conflicts === 0 ? "" : `; ${plural(conflicts, "function")} where sizes do not fit`}.{" "}
        <a href={href("findings", { category: "vector" })}>Findings on vectors</a>
      </p>
      <section aria-label="By number of dimensions" class="dimensions">
        {groups.map((group) => (
          <Dimension key={group.dimension} group={group} />
        ))}
      </section>
      <h2>How they meet</h2>
      <GraphView
        label="Functions and indexes, the columns that they use, and the models of those"
        nodes={drawing.nodes}
        edges={drawing.edges}
      />
      {map.gaps.length > 0 && (
        <details>
          <summary>{plural(map.gaps.length, "thing")} could not be read</summary>
          <ul class="values">
            {map.gaps.map((gap) => (
              <li key={gap}>
                <bdi>{gap}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Dimension({ group }: { readonly group: DimensionGroup }) {
  return (
    <div class="card">
      <h2 class="number">{sizeText(group.dimension)}</h2>
      <Names
        title="Columns"
        names={group.columns.map(({ identity, sampled }) => [
          identity,
          sampledText(sampled, group.dimension),
        ])}
      />
      <Names title="Indexes" names={group.indexes.map(({ identity, method }) => [identity, method])} />
      <Names
        title="Functions"
        names={group.routines.map(({ identity, conflicts }) => [
          identity,
          conflicts.length > 0 ? "sizes do not fit" : "",
        ])}
      />
      <Names title="Models" names={group.models.map(({ name }) => [name, ""])} />
    </div>
  );
}

function sampledText(sampled: readonly number[], dimension: number): string {
  return dimension === -1 && sampled.length > 0 ? `holds ${sampled.join(", ")}` : "";
}

/** Names of a kind that stand open; the rest is behind a fold. */
const SHOWN_NAMES = 8;

interface NamesProps {
  readonly title: string;
  readonly names: readonly (readonly [name: string, note: string])[];
}

function Names({ title, names }: NamesProps) {
  if (names.length === 0) return null;
  const rest = names.slice(SHOWN_NAMES);
  return (
    <>
      <h3>
        {title} <span class="dim number">{names.length}</span>
      </h3>
      <NameList names={names.slice(0, SHOWN_NAMES)} />
      {rest.length > 0 && (
        <details>
          <summary>and {rest.length} more</summary>
          <NameList names={rest} />
        </details>
      )}
    </>
  );
}

function NameList({ names }: Pick<NamesProps, "names">) {
  return (
    <ul class="names">
      {names.map(([name, note]) => (
        <li key={name}>
          <ObjectName identity={name} />{" "}
          <span class={note === "sizes do not fit" ? "error-text" : "dim"}>{note}</span>
        </li>
      ))}
    </ul>
  );
}

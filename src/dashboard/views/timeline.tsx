import { useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { plural } from "../../components/format.ts";
import { ObjectName } from "../../components/severity.tsx";
import { EventTable, placesOf, SIGNS_TEXT, TimelineTrack } from "../../components/timeline_track.tsx";
import { href } from "../address.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { GraphView } from "../parts/graph_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { VirtualList } from "../parts/virtual_list.tsx";
import { useQuery } from "../query.ts";
import { go } from "../router.ts";
import {
  chosenObjects,
  dependenciesOf,
  type TimelineAnswer,
  type TimelineChoice,
  type TimelineObject,
} from "../timeline_rows.ts";

/** Height of a row, which the style keeps: CSS pixels. */
const ROW_HEIGHT = 38;

/** What the migrations do to each object, file by file, and what needs what. */
export function TimelineView({ params }: { readonly params: URLSearchParams }) {
  const answer = useQuery<TimelineAnswer>("/audit/timeline");
  const object = params.get("object");
  return (
    <>
      <Heading>Timeline</Heading>
      <AnswerView answer={answer} what="the timeline">
        {(timeline) =>
          !timeline.known ? (
            <EmptyState title="No migrations folder is served.">
              <p class="dim">
                The timeline is read from the files: <code>supawarden serve --migrations</code> shows it here,
                and <code>supawarden analyze --format html</code> writes it as a page.
              </p>
            </EmptyState>
          ) : object === null ? (
            <Objects timeline={timeline} params={params} />
          ) : (
            <OneObject timeline={timeline} identity={object} />
          )
        }
      </AnswerView>
    </>
  );
}

const CHOICES = [
  ["odd", "with an event that does nothing or fails"],
  ["repeated", "made more than once"],
  ["all", "all"],
] as const;

function Objects({
  timeline,
  params,
}: {
  readonly timeline: TimelineAnswer;
  readonly params: URLSearchParams;
}) {
  const choice = (CHOICES.find(([name]) => name === params.get("show"))?.[0] ??
    "odd") satisfies TimelineChoice;
  const text = params.get("text") ?? "";
  const shown = useMemo(() => chosenObjects(timeline.objects, { choice, text }), [timeline, choice, text]);
  const places = useMemo(() => placesOf(timeline.files), [timeline]);
  const set = (change: { readonly show?: string; readonly text?: string }) =>
    go(href("timeline", { show: choice, text, ...change }), { replace: true });
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is not known to all browsers that this page supports */}
      <form
        class="filters"
        role="search"
        aria-label="Choose objects"
        onSubmit={(event) => event.preventDefault()}
      >
        <label>
          Objects
          <select class="broad" value={choice} onChange={(event) => set({ show: event.currentTarget.value })}>
            {CHOICES.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label class="wide">
          Name
          <input
            type="search"
            value={text}
            spellcheck={false}
            onInput={(event) => set({ text: event.currentTarget.value })}
          />
        </label>
      </form>
      <p class="dim" role="status">
        {plural(shown.length, "object")} of {timeline.objects.length}, over{" "}
        {plural(timeline.files.length, "file")} from left to right: {SIGNS_TEXT}; red does nothing or fails.
      </p>
      {shown.length === 0 ? (
        <EmptyState title="No object is like that." />
      ) : (
        <VirtualList
          label="Objects and their events"
          total={shown.length}
          rowHeight={ROW_HEIGHT}
          keyOf={(index) => `${shown[index]?.kind} ${shown[index]?.identity}`}
          row={(index) => {
            const object = shown[index];
            return object === undefined ? null : <ObjectRow object={object} places={places} />;
          }}
        />
      )}
    </>
  );
}

function ObjectRow({
  object,
  places,
}: {
  readonly object: TimelineObject;
  readonly places: ReadonlyMap<string, number>;
}) {
  const { identity, kind, events } = object;
  return (
    <a class="line timeline-row" href={href("timeline", { object: identity })}>
      <span class="timeline-name clip">
        <span class="dim">{kind}</span> <ObjectName identity={identity} />
        <span class="sr-only">, {plural(events.length, "event")}</span>
      </span>
      <TimelineTrack events={events} places={places} />
    </a>
  );
}

function OneObject({ timeline, identity }: { readonly timeline: TimelineAnswer; readonly identity: string }) {
  const objects = timeline.objects.filter((object) => object.identity === identity);
  const drawing = useMemo(() => draw(timeline, identity), [timeline, identity]);
  return (
    <>
      <p class="crumbs">
        <a href={href("timeline")}>All objects</a>
      </p>
      <p class="object-line">
        <code class="object large">
          <bdi>{identity}</bdi>
        </code>{" "}
        <a href={href("findings", { object: identity })}>its findings</a>
      </p>
      {objects.length === 0 && <EmptyState title="No file makes or changes this object." />}
      {objects.map((object) => (
        <EventTable key={object.kind} kind={object.kind} events={object.events} />
      ))}
      <h2>What needs what, by the files</h2>
      {drawing.edges.length === 0 ? (
        <EmptyState title="Nothing needs it, and it needs nothing." />
      ) : (
        <GraphView
          label="What the object needs and what needs it"
          nodes={drawing.nodes}
          edges={drawing.edges}
        />
      )}
    </>
  );
}

function draw(timeline: TimelineAnswer, identity: string) {
  const edges = dependenciesOf(timeline.dependencies, identity);
  const kinds = new Map(timeline.objects.map((object) => [object.identity, object.kind]));
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  return {
    nodes: names.map((name) => ({
      id: name,
      label: name,
      note: kinds.get(name) ?? "platform",
      ...(name === identity
        ? { tone: "accent" as const }
        : kinds.has(name)
          ? {}
          : { tone: "quiet" as const }),
      ...(kinds.has(name) ? { href: href("timeline", { object: name }) } : {}),
    })),
    edges,
  };
}

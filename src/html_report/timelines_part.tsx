import { EmptyState } from "../components/empty_state.tsx";
import { count, plural } from "../components/format.ts";
import { ObjectName } from "../components/severity.tsx";
import { EventTable, placesOf, SIGNS_TEXT, TimelineTrack } from "../components/timeline_track.tsx";
import { isActive } from "../shared/findings/finding_groups.ts";
import type { Analysis } from "../shared/migrations/analysis.ts";
import type { InventoryObject } from "../shared/migrations/inventory.ts";

/** How many objects are drawn. */
const MOST = 200;
/** How many of them are in sight at once. */
const SHOWN = 25;

/** The objects of findings through the files: a row an object, a mark an event, and the same in words behind it. */
export function TimelinesPart({ analysis }: { readonly analysis: Analysis }) {
  const files = analysis.inventory.folders.flatMap((folder) =>
    folder.files.flatMap(({ file, skipped, down }) => (skipped === undefined && down !== true ? [file] : [])),
  );
  const objects = objectsOfFindings(analysis);
  const places = placesOf(files);
  const rows = (part: readonly InventoryObject[]) => (
    <ul class="lines timelines">
      {part.map((object) => (
        <li key={`${object.kind} ${object.identity}`}>
          <TimelineFold object={object} places={places} />
        </li>
      ))}
    </ul>
  );
  const drawn = objects.slice(0, MOST);
  return (
    <section class="card" aria-labelledby="timelines">
      <h2 id="timelines">Timelines</h2>
      {objects.length === 0 ? (
        <EmptyState title="No object of a finding has a history." />
      ) : (
        <>
          <p class="dim">
            What {plural(files.length, "file does", "files do")} from left to right to the objects that
            findings name: {SIGNS_TEXT}; red does nothing or fails.
          </p>
          {rows(drawn.slice(0, SHOWN))}
          {drawn.length > SHOWN && (
            <details class="more">
              <summary>and {count(drawn.length - SHOWN)} more</summary>
              {rows(drawn.slice(SHOWN))}
            </details>
          )}
          {objects.length > drawn.length && (
            <p class="dim">
              The first {MOST} of {count(objects.length)} objects.
            </p>
          )}
        </>
      )}
    </section>
  );
}

function TimelineFold({
  object: { identity, kind, events },
  places,
}: {
  readonly object: InventoryObject;
  readonly places: ReadonlyMap<string, number>;
}) {
  return (
    <details class="fold">
      <summary class="line timeline-row">
        <span class="chevron" aria-hidden="true" />
        <span class="timeline-name">
          <span class="dim">{kind}</span> <ObjectName identity={identity} />
        </span>
        <TimelineTrack events={events} places={places} />
      </summary>
      <div class="fold-body">
        <EventTable kind={kind} events={events} />
      </div>
    </details>
  );
}

/** Those whose history says most stand first: what does nothing or fails, then what happens often. */
function objectsOfFindings(analysis: Analysis): readonly InventoryObject[] {
  const named = new Set(analysis.findings.filter(isActive).map(({ object }) => object.identity));
  return analysis.objects
    .filter(({ identity, events }) => named.has(identity) && events.length > 0)
    .sort((left, right) => oddEvents(right) - oddEvents(left) || right.events.length - left.events.length);
}

function oddEvents({ events }: InventoryObject): number {
  return events.filter(({ outcome }) => outcome !== undefined).length;
}

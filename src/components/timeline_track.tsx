/** An event of an object in a file. */
export interface TrackEvent {
  readonly file: string;
  readonly line: number;
  readonly event: string;
  /** Left out where the event does what it says. */
  readonly outcome?: string;
}

/** Marks of events: told apart by form, so that colour is left to say what goes wrong. */
export const SIGNS: ReadonlyMap<string, string> = new Map([
  ["create", "●"],
  ["replace", "○"],
  ["alter", "◇"],
  ["rename", "→"],
  ["drop", "✕"],
  ["data", "□"],
]);

/** What the marks mean, in one line. */
export const SIGNS_TEXT = [...SIGNS].map(([event, sign]) => `${sign} ${event}`).join("  ");

/** What an outcome means, in words. */
export const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ["hidden", "does nothing: if exists or if not exists hides it"],
  ["taken", "fails: the name is taken"],
  ["fails", "fails"],
]);

/** Where each file lies on a track, in parts of a hundred. */
export function placesOf(files: readonly string[]): ReadonlyMap<string, number> {
  return new Map(files.map((file, index) => [file, ((index + 0.5) / files.length) * 100]));
}

/** How many marks of one file stand side by side; more of them lie on one another. */
const SIDE_BY_SIDE = 3;

/** Events with the place of their mark beside the file's own; one that goes wrong lies on top. */
function spread(events: readonly TrackEvent[]) {
  const seen = new Map<string, number>();
  const placed = events.map((event) => {
    const before = seen.get(event.file) ?? 0;
    seen.set(event.file, before + 1);
    return { event, offset: Math.min(before, SIDE_BY_SIDE - 1) * 0.6 };
  });
  return placed.sort(
    (left, right) => Number(left.event.outcome !== undefined) - Number(right.event.outcome !== undefined),
  );
}

/** The events of one object over the files, from left to right; beside it they must stand in words. */
export function TimelineTrack({
  events,
  places,
}: {
  readonly events: readonly TrackEvent[];
  readonly places: ReadonlyMap<string, number>;
}) {
  return (
    // Drawn with attributes, not styles: a page whose content policy allows no inline style shows it too.
    <svg class="track" aria-hidden="true" focusable="false" role="presentation">
      <line x1="0" x2="100%" y1="50%" y2="50%" />
      {spread(events).map(({ event, offset }, index) => (
        <text
          key={`${index} ${event.file}`}
          class={event.outcome === undefined ? "mark" : "mark odd"}
          x={`${(places.get(event.file) ?? 0).toFixed(2)}%`}
          y="50%"
          dx={`${offset}em`}
          dy="0.35em"
          text-anchor="middle"
        >
          <title>{`${event.event}, ${event.file}:${event.line}`}</title>
          {SIGNS.get(event.event) ?? "?"}
        </text>
      ))}
    </svg>
  );
}

/** The events of one object in order, with where each stands and how it goes. */
export function EventTable({
  kind,
  events,
}: {
  readonly kind: string;
  readonly events: readonly TrackEvent[];
}) {
  return (
    <div class="scroll">
      <table>
        <caption class="sr-only">Events of the {kind}, in order</caption>
        <thead>
          <tr>
            <th scope="col">{kind}</th>
            <th scope="col">File</th>
            <th scope="col">How it goes</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            <tr key={`${index} ${event.file}`}>
              <td class="nowrap">
                <span aria-hidden="true">{SIGNS.get(event.event) ?? "?"}</span> {event.event}
              </td>
              <td>
                <code>
                  <bdi>
                    {event.file}:{event.line}
                  </bdi>
                </code>
              </td>
              <td class={event.outcome === undefined ? "dim" : "error-text"}>
                {event.outcome === undefined ? "as written" : (OUTCOMES.get(event.outcome) ?? event.outcome)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { utcTime } from "../components/format.ts";

/** The title of a page, what it is about, and how that stands. */
export function PageHead({
  title,
  subject,
  time,
  children,
}: {
  readonly title: string;
  /** What was judged, in a few words. */
  readonly subject?: string;
  /** When, ISO 8601. */
  readonly time?: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="page-head">
      <div class="page-title">
        <h1>{title}</h1>
        <p class="brand dim">Supawarden</p>
      </div>
      {(subject !== undefined || time !== undefined) && (
        <p class="dim subject">
          <bdi>{subject}</bdi>
          {time !== undefined && (
            <>
              {subject === undefined ? "" : ", "}
              <time dateTime={time} class="number nowrap">
                {utcTime(time)}
              </time>
            </>
          )}
        </p>
      )}
      {children}
    </header>
  );
}

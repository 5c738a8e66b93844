import type { ComponentChildren } from "preact";
import { plural } from "./format.ts";

/** How bad it is, for the colour beside the words. */
export type Tone = "error" | "warn" | "good";

/** How things stand, in words, since a colour alone is not seen by everybody. */
export function Standing({
  tone,
  title,
  children,
}: {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <p class={`verdict ${tone}`}>
      <strong>{title}</strong> <span class="dim">{children}</span>
    </p>
  );
}

/** What the counts by severity come to. */
export function standingOf({ error, warn }: { readonly error: number; readonly warn: number }): {
  readonly tone: Tone;
  readonly title: string;
} {
  if (error > 0) return { tone: "error", title: `${plural(error, "error")} to repair` };
  if (warn > 0) return { tone: "warn", title: `No errors, ${plural(warn, "warning")}` };
  return { tone: "good", title: "No errors, no warnings" };
}

import type { Link, Paint } from "../shared/report/text.ts";
import type { ReportFlags } from "./flags.ts";
import { createLink, wantsHyperlinks } from "./hyperlinks.ts";
import { createPaint, wantsColor } from "./terminal.ts";

/** Colours and links of a text report that goes where the flags say. `folders` are where the files of findings lie. */
export function textStyle(
  { color, output }: Pick<ReportFlags, "color" | "output">,
  folders?: readonly string[],
): { readonly paint: Paint; readonly link: Link } {
  // A file is no terminal.
  const stream = output === undefined ? process.stdout : {};
  return {
    paint: createPaint(wantsColor(color, stream)),
    link: createLink(output === undefined && wantsHyperlinks({ stream, color }), folders),
  };
}

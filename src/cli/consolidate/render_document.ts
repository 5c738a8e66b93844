import type { ReportDocument } from "../../shared/consolidate/report/document.ts";
import { documentMarkdown } from "../../shared/consolidate/report/document_markdown.ts";
import { documentText } from "../../shared/consolidate/report/document_text.ts";
import { renderJson } from "../../shared/report/json.ts";
import { readPageAssets } from "../page_assets.ts";
import { type ColorChoice, createPaint, wantsColor } from "../terminal.ts";

/** Formats of what `consolidate` prints. */
export const DOCUMENT_FORMATS = ["text", "json", "markdown", "html"] as const;

/** Flags that say how a result is written. */
export interface DocumentFlags {
  readonly format: (typeof DOCUMENT_FORMATS)[number];
  readonly output?: string;
  readonly color: ColorChoice;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** The result as text of the chosen format. */
export async function renderDocument(
  result: { readonly value: object; readonly document: () => ReportDocument },
  flags: DocumentFlags,
): Promise<string> {
  switch (flags.format) {
    case "json":
      return renderJson(result.value);
    case "markdown":
      return documentMarkdown(result.document());
    case "html":
      return htmlOf(result.value, result.document());
    case "text": {
      const stream = flags.output === undefined ? process.stdout : {};
      return documentText(result.document(), createPaint(wantsColor(flags.color, stream)));
    }
  }
}

/** The components of pages are loaded only for them. */
async function htmlOf(data: object, document: ReportDocument): Promise<string> {
  const { renderDocumentPage } = await import("../../html_report/document_page.tsx");
  return renderDocumentPage({ document, data }, await readPageAssets());
}

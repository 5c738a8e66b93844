import type { ComponentChildren } from "preact";
import { type PageAssets, pagePolicy } from "./page_assets.ts";
import { DATA_ID, embeddedJson } from "./page_data.ts";
import { staticHtml } from "./static_html.ts";

/** What a page is made of. */
export interface PageContent {
  /** Of the window. */
  readonly title: string;
  readonly body: ComponentChildren;
  /** The result that the page shows, kept in it as JSON. */
  readonly data?: unknown;
  /** What the data is called when a reader saves it. */
  readonly fileName?: string;
}

/** A whole page in one file: works from a disk and without scripts, loads nothing, prints. */
export function renderPage({ title, body, data, fileName }: PageContent, assets: PageAssets): string {
  const page = staticHtml(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={pagePolicy(assets)} />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: assets.style }} />
      </head>
      <body>
        {body}
        {data !== undefined && (
          <script
            type="application/json"
            id={DATA_ID}
            data-name={fileName ?? "supawarden.json"}
            dangerouslySetInnerHTML={{ __html: embeddedJson(data) }}
          />
        )}
        <script dangerouslySetInnerHTML={{ __html: assets.script }} />
      </body>
    </html>,
  );
  return `<!doctype html>\n${page}\n`;
}

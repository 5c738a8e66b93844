import { pageAssets } from "../../src/cli/page_assets.ts";
import type { PageAssets } from "../../src/html_report/page_assets.ts";

/** Style and script of HTML reports, built from the sources. */
export async function builtPageAssets(): Promise<PageAssets> {
  const { buildReportAssets } = (await import(BUILD)) as {
    readonly buildReportAssets: () => Promise<readonly { readonly path: string; readonly text: string }[]>;
  };
  const files = await buildReportAssets();
  const text = (end: string) => files.find(({ path }) => path.endsWith(end))?.text ?? "";
  return pageAssets({ style: text("style.css"), script: text("script.js") });
}

/** Not TypeScript, so no module to its checker. */
const BUILD = "../../scripts/build.mjs";

import type { ComponentChildren } from "preact";
import { Standing, type Tone } from "../components/standing.tsx";
import type { Block, Inline, ReportDocument } from "../shared/consolidate/report/document.ts";
import type { TextStyle } from "../shared/report/text.ts";
import { renderPage } from "./page.tsx";
import type { PageAssets } from "./page_assets.ts";
import { PageHead } from "./page_head.tsx";
import { Toolbar } from "./toolbar.tsx";

const TONES: Partial<Record<TextStyle, Tone>> = { error: "error", warn: "warn", good: "good" };

const CLASSES: Partial<Record<TextStyle, string>> = {
  error: "error-text",
  warn: "warn-text",
  good: "good-text",
  dim: "dim",
};

/** The report of a consolidation as one page that needs nothing else; `data` is the result that it tells of. */
export function renderDocumentPage(
  { document, data }: { readonly document: ReportDocument; readonly data: object },
  assets: PageAssets,
): string {
  return renderPage(
    {
      title: `${document.title} · Supawarden`,
      data,
      fileName: "supawarden-consolidation.json",
      body: (
        <>
          <PageHead title={document.title}>
            <Standing tone={TONES[document.style] ?? "good"} title={document.verdict} />
            <Toolbar withFilters={false} />
          </PageHead>
          <main>
            {document.blocks.map((block, index) => (
              <BlockView key={index} block={block} />
            ))}
          </main>
        </>
      ),
    },
    assets,
  );
}

function BlockView({ block }: { readonly block: Block }): ComponentChildren {
  switch (block.kind) {
    case "heading":
      return <h2>{block.text}</h2>;
    case "paragraph":
      return <p class={CLASSES[block.style ?? "strong"]}>{block.text}</p>;
    case "list":
      return (
        <ul class="values">
          {block.items.map((item, index) => (
            <li key={index}>
              {item.map((part, place) => (
                <InlineView key={place} part={part} />
              ))}
            </li>
          ))}
        </ul>
      );
    case "code":
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      return <pre tabIndex={0}>{block.text}</pre>;
    case "table":
      return block.rows.length === 0 ? null : <TableView block={block} />;
  }
}

function TableView({ block: { columns, rows } }: { readonly block: Block & { readonly kind: "table" } }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {columns.map((name, index) => (
              <th key={index} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place}>
                  <InlineView part={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InlineView({ part }: { readonly part: Inline }) {
  if (typeof part === "string") return <bdi>{part}</bdi>;
  return (
    <code>
      <bdi>{part.code}</bdi>
    </code>
  );
}

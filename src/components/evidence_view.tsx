import type { EvidenceValue } from "../shared/findings/finding.ts";
import { inWords } from "./evidence_text.ts";

/** Items of a list that are written out; the rest is behind a fold. */
const SHOWN = 20;

type Fields = { readonly [key: string]: EvidenceValue };

/** Evidence as what it is: fields with their words, lists as lists, records of one shape as a table. */
export function EvidenceView({ value }: { readonly value: Fields }) {
  const entries = Object.entries(value);
  if (entries.length === 0) return <p class="dim">None beyond the message.</p>;
  return (
    <dl class="fields">
      {entries.map(([key, item]) => (
        <div key={key}>
          <dt>{inWords(key)}</dt>
          <dd>
            <ValueView value={item} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ValueView({ value }: { readonly value: EvidenceValue }) {
  if (value === null) return <span class="dim">none</span>;
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (typeof value === "number") return <span class="number">{String(value)}</span>;
  if (typeof value === "string") return <TextView text={value} />;
  if (isList(value)) return <ListView items={value} />;
  return <EvidenceView value={value} />;
}

/** A record within a table: its fields in lines, since another table would burst the cell. */
function CellView({ value }: { readonly value: EvidenceValue }) {
  if (!isFields(value)) return <ValueView value={value} />;
  return (
    <ul class="cell">
      {Object.entries(value).map(([key, item]) => (
        <li key={key}>
          <span class="dim">{inWords(key)}</span> <ValueView value={item} />
        </li>
      ))}
    </ul>
  );
}

function TextView({ text }: { readonly text: string }) {
  if (text.includes("\n")) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <pre tabIndex={0}>
        <bdi>{text}</bdi>
      </pre>
    );
  }
  return (
    <code>
      <bdi>{text}</bdi>
    </code>
  );
}

/** Letters up to which a list of short values stands in one line. */
const ONE_LINE = 120;

function ListView({ items }: { readonly items: readonly EvidenceValue[] }) {
  if (items.length === 0) return <span class="dim">none</span>;
  if (items.every(isShort) && items.join(", ").length <= ONE_LINE) {
    return (
      <ul class="inline">
        {items.map((item) => (
          <li key={String(item)}>
            <ValueView value={item} />
          </li>
        ))}
      </ul>
    );
  }
  const shown = items.slice(0, SHOWN);
  const rest = items.slice(SHOWN);
  return (
    <>
      <Items items={shown} />
      {rest.length > 0 && (
        <details>
          <summary>and {rest.length} more</summary>
          <Items items={rest} />
        </details>
      )}
    </>
  );
}

function Items({ items }: { readonly items: readonly EvidenceValue[] }) {
  const records = items.filter(isFields);
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (records.length === items.length && keys.length > 0 && keys.length <= 6) {
    return (
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {keys.map((key) => (
                <th key={key} scope="col">
                  {inWords(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record, row) => (
              <tr key={row}>
                {keys.map((key) => (
                  <td key={key}>
                    <CellView value={record[key] ?? null} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
  return (
    <ul class="values">
      {items.map((item, index) => (
        <li key={index}>
          <ValueView value={item} />
        </li>
      ))}
    </ul>
  );
}

function isShort(value: EvidenceValue): boolean {
  return typeof value === "number" || (typeof value === "string" && !value.includes("\n"));
}

function isList(value: EvidenceValue): value is readonly EvidenceValue[] {
  return Array.isArray(value);
}

function isFields(value: EvidenceValue): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

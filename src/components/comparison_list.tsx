import { DiffView } from "./diff_view.tsx";
import { asText, type Comparison, inWords, isShort } from "./evidence_text.ts";

/** What is expected beside what is there: short values in a table, long ones line by line. */
export function ComparisonList({ comparisons }: { readonly comparisons: readonly Comparison[] }) {
  const short = comparisons.filter(({ expected, actual }) => isShort(expected) && isShort(actual));
  const long = comparisons.filter((entry) => !short.includes(entry));
  return (
    <>
      {short.length > 0 && (
        <div class="scroll">
          <table class="compared">
            <thead>
              <tr>
                {short.some(({ name }) => name !== undefined) && <th scope="col">Attribute</th>}
                <th scope="col">Expected</th>
                <th scope="col">Actual</th>
              </tr>
            </thead>
            <tbody>
              {short.map(({ name, expected, actual }) => (
                <tr key={name}>
                  {name !== undefined && <th scope="row">{inWords(name)}</th>}
                  <td>
                    <Side value={expected} kind="removed" />
                  </td>
                  <td>
                    <Side value={actual} kind="added" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {long.map(({ name, expected, actual }) => (
        <div key={name}>
          {name !== undefined && <h3>{inWords(name)}</h3>}
          <DiffView expected={expected} actual={actual} />
        </div>
      ))}
    </>
  );
}

function Side({ value, kind }: { readonly value: unknown; readonly kind: "removed" | "added" }) {
  const text = asText(value);
  if (text === "") return <span class="dim">nothing</span>;
  return (
    <code class={kind}>
      <bdi>{text}</bdi>
    </code>
  );
}

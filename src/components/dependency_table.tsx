import { ObjectName } from "./severity.tsx";

/** Which object needs which, and by what, as a table. */
export function DependencyTable({
  edges,
}: {
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
}) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">needs</th>
            <th scope="col">by</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ from, to, kind }) => (
            <tr key={`${from} ${to} ${kind}`}>
              <td>
                <ObjectName identity={from} />
              </td>
              <td>
                <ObjectName identity={to} />
              </td>
              <td>{kind}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

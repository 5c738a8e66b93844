import { bytes, count, plural } from "../components/format.ts";
import { isActive } from "../shared/findings/finding_groups.ts";
import type { Analysis } from "../shared/migrations/analysis.ts";

type Folder = Analysis["inventory"]["folders"][number];

/** The files of each folder in the order in which they run, and what they are about. */
export function FilesPart({ analysis }: { readonly analysis: Analysis }) {
  const findings = findingsByFile(analysis);
  return (
    <section class="card" aria-labelledby="files">
      <h2 id="files">Files</h2>
      <DomainTable domains={analysis.inventory.domains} />
      {analysis.inventory.folders.map((folder) => (
        <details key={folder.path} class="more">
          <summary>
            <code>
              <bdi>{folder.path}</bdi>
            </code>{" "}
            <span class="dim">{plural(folder.files.length, "file")}, in order</span>
          </summary>
          <FolderTable folder={folder} findings={findings} />
        </details>
      ))}
    </section>
  );
}

function DomainTable({ domains }: { readonly domains: Analysis["inventory"]["domains"] }) {
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Domain</th>
            <th scope="col" class="right">
              Files
            </th>
            <th scope="col" class="right">
              Objects created
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(domains).map(([domain, { files, objects }]) => (
            <tr key={domain}>
              <th scope="row">{domain}</th>
              <td class="right number">{count(files.length)}</td>
              <td class="right number">{count(objects)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SKIPS: ReadonlyMap<string, string> = new Map([
  ["name", "not run: the Supabase CLI skips its name"],
  ["old_init", "not run: the Supabase CLI skips an old initial migration"],
  ["subfolder", "not run: it lies in a folder inside"],
]);

function FolderTable({
  folder,
  findings,
}: {
  readonly folder: Folder;
  readonly findings: ReadonlyMap<string, number>;
}) {
  return (
    <div class="scroll">
      <table class="wide-table">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="right">
              Size
            </th>
            <th scope="col" class="right">
              Statements
            </th>
            <th scope="col">Domain</th>
            <th scope="col" class="right">
              Findings
            </th>
          </tr>
        </thead>
        <tbody>
          {folder.files.map((file) => (
            <tr key={file.file}>
              <td>
                <code>
                  <bdi>{insideFolder(file.file, folder)}</bdi>
                </code>
              </td>
              <td class="right number nowrap">{bytes(file.bytes)}</td>
              <td class="right number">{count(file.statements)}</td>
              <td>{standing(file)}</td>
              <td class="right number">{findings.get(file.file) ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The folder stands above the table already. */
function insideFolder(file: string, { path }: Folder): string {
  return file.startsWith(`${path}/`) ? file.slice(path.length + 1) : file;
}

function standing({ skipped, down, domain }: Folder["files"][number]): string {
  if (skipped !== undefined) return SKIPS.get(skipped) ?? skipped;
  return down === true ? "takes another file back" : domain;
}

function findingsByFile({ findings }: Analysis): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { location } of findings.filter(isActive)) {
    if (location !== undefined) counts.set(location.file, (counts.get(location.file) ?? 0) + 1);
  }
  return counts;
}

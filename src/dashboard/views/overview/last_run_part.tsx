import { duration, plural } from "../../../components/format.ts";
import { exposedText, Fact, Facts, lookedAt } from "../../../components/run_facts.tsx";
import { UnjudgedList } from "../../../components/unjudged_list.tsx";
import type { StoredRun, StoredRunInFull } from "../../answers.ts";
import { currentSettings } from "../../api.ts";
import { RuleLink } from "../../parts/rule_link.tsx";
import { Time } from "../../parts/time.tsx";
import { useQuery } from "../../query.ts";
import { session } from "../../session.ts";

/** What the last audit looked at, and what it could not judge. */
export function LastRunPart({ last }: { readonly last: StoredRun }) {
  const full = useQuery<StoredRunInFull>(`/audit/runs/${last.id}`);
  const { report } = currentSettings();
  const unjudged = full.data?.not_evaluated ?? [];
  return (
    <section aria-labelledby="last-run">
      <h2 id="last-run">Last audit</h2>
      <Facts>
        <Fact name="when">
          <Time time={last.started_at} />, by {last.trigger}
        </Fact>
        <Fact name="took">{last.duration_ms === undefined ? "–" : duration(last.duration_ms)}</Fact>
        <Fact name="looked at">{lookedAt(last.summary?.objects ?? {})}</Fact>
        <Fact name="exposed schemas">{exposedText(last)}</Fact>
        <Fact name="server">
          {last.server_version === undefined ? "–" : `Postgres ${last.server_version.split(",")[0]}`}
        </Fact>
        <Fact name="Supawarden">{last.tool_version}</Fact>
      </Facts>
      {unjudged.length > 0 && (
        <details>
          <summary>{plural(unjudged.length, "thing")} not evaluated: not a sign of a clean schema</summary>
          <UnjudgedList entries={unjudged} Rule={RuleLink} />
        </details>
      )}
      {report !== undefined && session.value.kind === "server" && (
        <p>
          <a href={report}>The findings as one page to print or to send</a>
        </p>
      )}
    </section>
  );
}

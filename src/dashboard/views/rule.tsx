import { Prose } from "../../components/prose.tsx";
import { SeverityBadge } from "../../components/severity.tsx";
import type { Category, Severity } from "../../shared/findings/finding.ts";
import { href } from "../address.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { useQuery } from "../query.ts";

interface RuleAnswer {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly rationale: string;
  readonly sources: readonly string[];
  readonly limits?: string;
}

/** One rule in full. */
export function RuleView({ id }: { readonly id: string }) {
  const answer = useQuery<RuleAnswer>(`/audit/rules/${encodeURIComponent(id)}`);
  return (
    <>
      <p class="crumbs">
        <a href={href("findings")}>Findings</a>
      </p>
      <Heading>{answer.data?.title ?? id}</Heading>
      <AnswerView answer={answer} what="the rule">
        {(rule) => (
          <article class="finding">
            <p class="tags">
              <SeverityBadge severity={rule.severity} /> <code>{rule.id}</code>{" "}
              <span class="dim">{rule.category}</span>
            </p>
            <p>
              <Prose text={rule.summary} />
            </p>
            <h2>Why it matters</h2>
            <p>
              <Prose text={rule.rationale} />
            </p>
            {rule.limits !== undefined && (
              <>
                <h2>What it cannot see</h2>
                <p>
                  <Prose text={rule.limits} />
                </p>
              </>
            )}
            {rule.sources.length > 0 && (
              <>
                <h2>Sources</h2>
                <ul>
                  {rule.sources.map((source) => (
                    <li key={source}>
                      {source.startsWith("https://") ? (
                        <a href={source} rel="noreferrer">
                          {source}
                        </a>
                      ) : (
                        source
                      )}
                    </li>
                  ))}
                </ul>
              </>
            )}
            <p>
              <a href={href("findings", { rule: rule.id })}>Findings of this rule</a>
            </p>
          </article>
        )}
      </AnswerView>
    </>
  );
}

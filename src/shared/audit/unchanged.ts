import type { CatalogState } from "../catalog/catalog_state.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Finding } from "../findings/finding.ts";
import { sha256Hex } from "../findings/fingerprint.ts";
import { nextExpiry } from "../findings/suppressions.ts";
import { RULES } from "../rules/mod.ts";
import type { Rule } from "../rules/rule.ts";
import type { NewCatalogState, StoredCatalogState } from "../store/catalog_state.ts";
import { TOOL_VERSION } from "../version.ts";
import type { StartedAudit } from "./recorded_audit.ts";
import type { Audited } from "./run.ts";

/**
 * Ids of the rules that look at live figures in this database, and have to be judged also where nothing has changed.
 * @param rules the rules that were judged, whose parts the snapshot holds.
 */
export function liveRules(
  snapshot: CatalogSnapshot,
  offered: readonly Finding[],
  rules: readonly Rule[] = RULES,
): readonly string[] {
  const found = new Set(offered.map((finding) => finding.rule));
  return rules
    .filter(({ id, live }) =>
      typeof live === "function" ? live(snapshot) : live === "findings" ? found.has(id) : live === true,
    )
    .map((rule) => rule.id);
}

/** Whether the run judges some rules only: such a run leaves nothing to compare with. */
export function isLimited(run: Pick<StartedAudit, "rules" | "categories">): boolean {
  return run.rules !== undefined || run.categories !== undefined;
}

/**
 * A hash of all that a judgement depends on beside the database and the time: version, rules, and whatever the caller
 * passes but for what only names the run.
 */
export function inputsOf(run: StartedAudit): string {
  const {
    id: _id,
    runId: _runId,
    startedAt: _at,
    trigger: _trigger,
    gitCommit: _commit,
    full: _full,
    keepManifest: _keep,
    prove,
    ...inputs
  } = run;
  const rules = RULES.map((rule) => rule.id);
  // JSON leaves the functions among them out. Proving changes what is said of a repair.
  // Callers put the options together in different orders.
  const ordered = Object.fromEntries(
    Object.entries(inputs).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return sha256Hex(JSON.stringify([TOOL_VERSION, rules, ordered, prove !== undefined]));
}

/**
 * What makes a stored state useless whatever the catalogs say now. Of the time only this depends: an acceptance of the
 * configuration that expires, whose findings are partly not in the store. Operators' suppressions are looked up by
 * every run, and rules that know the time are live.
 */
export function outdated(
  stored: Pick<StoredCatalogState, "inputs" | "seen_at" | "valid_until">,
  current: { readonly inputs: string; readonly now: string },
): readonly string[] {
  const now = Date.parse(current.now);
  const changes: string[] = [];
  if (stored.inputs !== current.inputs) changes.push("version, rules or configuration");
  if (stored.valid_until !== undefined && Date.parse(stored.valid_until) < now) {
    changes.push("an acceptance that has expired");
  }
  if (now < Date.parse(stored.seen_at)) changes.push("the clock, which went back");
  return changes;
}

/** How long a state may stand for its findings: until an acceptance of the configuration expires. */
export function stateValidUntil(run: Pick<StartedAudit, "config" | "startedAt">): {
  readonly valid_until?: string;
} {
  const until = nextExpiry(run.config, run.startedAt);
  return until === undefined ? {} : { valid_until: until };
}

/** What the next run can compare with, of a run that judged everything. */
export function stateToKeep(
  { state, snapshot }: { readonly state: CatalogState; readonly snapshot: CatalogSnapshot },
  { audited, run }: { readonly audited: Audited; readonly run: StartedAudit },
): NewCatalogState {
  const { report, judgement, offered, applied } = audited;
  const live = liveRules(snapshot, offered);
  const isLive = new Set(live);
  const count = (findings: Audited["offered"]) =>
    findings.filter((finding) => !isLive.has(finding.rule)).length;
  return {
    state,
    inputs: inputsOf(run),
    ...stateValidUntil(run),
    carried: {
      live,
      judged: judgement.judged.filter((rule) => !isLive.has(rule)),
      not_evaluated: report.not_evaluated.filter((entry) => !isLive.has(entry.rule)),
      hidden: count(offered) - count(applied.findings),
      used_acceptances: applied.matched.flatMap((rules, place) =>
        [...rules].some((rule) => !isLive.has(rule)) ? [place] : [],
      ),
      objects: report.summary.objects,
    },
  };
}

import { groupBy } from "../../src/shared/catalog/lookup.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { EXCEPTIONS, type PeerCase } from "./exceptions.ts";
import type { PeerFinding } from "./peer_finding.ts";
import { isAbout, type PeerSubject, subjectsOf } from "./peer_subjects.ts";
import { PENDING_RULES } from "./pending_rules.ts";

/** What became of a peer's findings. */
export interface Comparison {
  /** Findings that ours match. */
  readonly matched: number;
  /** Ids of the exceptions under which others fall. */
  readonly excused: readonly string[];
  /** Those without either, in words. */
  readonly missed: readonly string[];
}

/** Our side: the report of a snapshot. */
export interface OurSide {
  readonly report: Report;
  readonly snapshot: CatalogSnapshot;
}

/** Looks for ours to each finding of a peer. Findings of rules that this version lacks are left out. */
export function compare(theirs: readonly PeerFinding[], ours: OurSide): Comparison {
  const found = groupBy(ours.report.findings, (finding) => finding.rule);
  let matched = 0;
  const excused: string[] = [];
  const missed: string[] = [];
  for (const finding of theirs) {
    if (PENDING_RULES.some((rule) => rule === finding.name)) continue;
    for (const subject of subjectsOf(finding, ours.snapshot)) {
      if ((found.get(finding.name) ?? []).some((each) => isAbout(each, finding.name, subject))) {
        matched += 1;
        continue;
      }
      const exceptions = exceptionsFor({ finding, subject, ...ours });
      if (exceptions.length === 0) missed.push(`${finding.name}: ${nameOf(subject)} (${finding.detail})`);
      excused.push(...exceptions);
    }
  }
  return { matched, excused, missed };
}

function exceptionsFor(peerCase: PeerCase): readonly string[] {
  return EXCEPTIONS.filter(
    (exception) =>
      exception.rules.some((rule) => rule === peerCase.finding.name) && exception.applies(peerCase),
  ).map((exception) => exception.id);
}

function nameOf(subject: PeerSubject): string {
  const object = subject.objects[0]?.identity ?? "";
  const parts = Object.values(subject.evidence ?? {});
  return parts.length === 0 ? object : `${object} for ${parts.join(" ")}`;
}

import type { Finding, Remediation } from "../findings/finding.ts";
import type { ProvedFix } from "./prove_fixes.ts";

/** The finding with what its proof showed; one without a proof stays as it is. */
export function withProof(finding: Finding, proved: ProvedFix | undefined): Finding {
  return proved === undefined
    ? finding
    : { ...finding, remediation: provedRemediation(finding.remediation, proved) };
}

/**
 * A remediation is `safe` only where its rule says so, the proof went well, and nothing changes for anybody. A proof
 * never makes a `review` safe: the rule knows of dangers that no copy shows, such as another plan or a lock.
 */
function provedRemediation(remediation: Remediation, { proof, warning }: ProvedFix): Remediation {
  if (proof.status === "proved" && proof.reason === undefined) return { ...remediation, proof };
  const said = proofNote(remediation, { proof, warning });
  const note = [remediation.note, said].filter((text) => text !== undefined).join(" ");
  return { ...remediation, safety: "review", ...(note === "" ? {} : { note }), proof };
}

/** What the rule's own note leaves open. */
function proofNote(
  remediation: Remediation,
  { proof, warning }: { readonly proof: ProvedFix["proof"]; readonly warning: string | undefined },
): string | undefined {
  if (proof.status === "failed") return `Tried on a copy of the schema, it failed: ${proof.reason}.`;
  if (proof.status === "not proved") return `Not tried on a copy of the schema: ${proof.reason}.`;
  if (warning !== undefined) return `Tried on a copy of the schema: ${warning}.`;
  return remediation.safety === "safe" ? `Tried on a copy of the schema: ${proof.reason}.` : undefined;
}

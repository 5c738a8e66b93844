import type { Proof, Remediation } from "../shared/findings/finding.ts";

const TRUST: ReadonlyMap<string, string> = new Map([
  ["safe", "It changes nothing else."],
  ["review", "Read it first: it may change what somebody can do."],
]);

/** How far statements may be trusted: their safety, and how they fared on a copy of the schema. */
export function TrustLine({
  safety,
  proof,
}: {
  readonly safety: Remediation["safety"];
  readonly proof?: Pick<Proof, "status" | "reason">;
}) {
  return (
    <p>
      <span class={`badge trust ${safety}`}>{safety}</span> {TRUST.get(safety)}
      {proof !== undefined && (
        <span class="dim">
          {" "}
          On a copy of the schema: {proof.status}
          {proof.reason === undefined ? "" : `, ${proof.reason}`}.
        </span>
      )}
    </p>
  );
}

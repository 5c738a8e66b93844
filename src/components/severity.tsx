import type { Severity, State } from "../shared/findings/finding.ts";

/** A severity by colour and by word. */
export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return <span class={`badge severity ${severity}`}>{severity}</span>;
}

/** A finding's state, where it says something: open ones are the usual case. */
export function StateTag({ state }: { readonly state: State }) {
  return state === "open" ? null : <span class={`badge state ${state}`}>{state}</span>;
}

/** Name of an object: whatever letters it has, it stays within its own direction and its own box. */
export function ObjectName({ identity }: { readonly identity: string }) {
  return (
    <code class="object">
      <bdi>{identity}</bdi>
    </code>
  );
}

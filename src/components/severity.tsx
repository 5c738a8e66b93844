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
      <bdi>{identity.length > SHORT ? breakable(identity) : identity}</bdi>
    </code>
  );
}

/** Letters of a name that find room everywhere. */
const SHORT = 30;

/** May go on in the next line behind a dot, a bracket or a comma, rather than within a word. */
function breakable(identity: string) {
  return identity
    .split(/(?<=[.,(_])/)
    .flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}

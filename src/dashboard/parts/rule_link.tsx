import { href } from "../address.ts";

/** A rule's name that leads to the rule. */
export function RuleLink({ rule }: { readonly rule: string }) {
  return <a href={href(["rules", rule])}>{rule}</a>;
}

import { useEffect, useRef, useState } from "preact/hooks";
import { CATEGORIES, SEVERITIES, STATES } from "../../shared/findings/finding.ts";
import { href } from "../address.ts";
import { type FilterName, filtersOf } from "../finding_filters.ts";
import { useQuery } from "../query.ts";
import { go, place } from "../router.ts";

/** Milliseconds after the last letter before the text counts. */
const TYPING_MS = 250;

type Filters = Readonly<Partial<Record<FilterName, string>>>;

/** The filters of the findings; each change is a change of the address. */
export function FilterBar({ filters, flat }: { readonly filters: Filters; readonly flat: boolean }) {
  const rules = useQuery<{ readonly rules: readonly { readonly id: string }[] }>("/audit/rules");
  const ids = (rules.data?.rules ?? []).map(({ id }) => id).toSorted();
  const view = flat ? "list" : undefined;
  const set = (name: FilterName) => (value: string) =>
    go(href("findings", { ...filtersOf(place.peek().params), [name]: value, view }), { replace: true });
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to all browsers that this page supports
    <form
      class="filters"
      role="search"
      aria-label="Filter the findings"
      onSubmit={(event) => event.preventDefault()}
    >
      <Select label="Severity" value={filters.severity} options={SEVERITIES} choose={set("severity")} />
      <Select label="Category" value={filters.category} options={CATEGORIES} choose={set("category")} />
      <Select
        label="Rule"
        value={filters.rule}
        options={filters.rule === undefined || ids.includes(filters.rule) ? ids : [filters.rule, ...ids]}
        choose={set("rule")}
      />
      <Select label="State" value={filters.state} options={STATES} choose={set("state")} />
      <Select label="New since" value={filters.since} options={SINCE} choose={set("since")} />
      <Select
        label="Accepted"
        value={filters.accepted}
        options={ACCEPTED}
        choose={set("accepted")}
        none="left out"
      />
      <ObjectText value={filters.object ?? ""} choose={set("object")} />
      <span class="grow" />
      {filters.group !== undefined && <span class="badge state">one group</span>}
      {Object.keys(filters).length > 0 && <a href={href("findings", { view })}>Clear</a>}
      {filters.group === undefined && (
        <a href={href("findings", { ...filters, view: flat ? undefined : "list" })}>
          {flat ? "By root cause" : "As one list"}
        </a>
      )}
    </form>
  );
}

const SINCE = [
  ["1d", "yesterday"],
  ["7d", "a week ago"],
  ["30d", "a month ago"],
] as const;
const ACCEPTED = [
  ["only", "only these"],
  ["all", "with the others"],
] as const;

type Option = string | readonly [value: string, label: string];

function Select({
  label,
  value,
  options,
  choose,
  none = "any",
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly Option[];
  readonly choose: (value: string) => void;
  readonly none?: string;
}) {
  const pairs = options.map((option) => (typeof option === "string" ? ([option, option] as const) : option));
  const isOwn = value !== undefined && !pairs.some(([known]) => known === value);
  return (
    <label>
      {label}
      <select value={value ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{none}</option>
        {isOwn && <option value={value}>{value.slice(0, 16).replace("T", " ")}</option>}
        {pairs.map(([known, text]) => (
          <option key={known} value={known}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function ObjectText({ value, choose }: { readonly value: string; readonly choose: (value: string) => void }) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    setText(value);
    return () => clearTimeout(timer.current);
  }, [value]);
  return (
    <label class="wide">
      Object
      <input
        type="search"
        value={text}
        placeholder="public.memories, * for any text"
        spellcheck={false}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          setText(typed);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => choose(typed.trim()), TYPING_MS);
        }}
      />
    </label>
  );
}

import { type Signal, signal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { count, plural } from "../../components/format.ts";
import { groupDetail, groupTitle } from "../../components/group_line.tsx";
import { ObjectName, SeverityBadge, StateTag } from "../../components/severity.tsx";
import { href } from "../address.ts";
import type { GroupsAnswer, StoredFinding, StoredFindingGroup } from "../answers.ts";
import { filtersOf, serviceQuery } from "../finding_filters.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { VirtualList } from "../parts/virtual_list.tsx";
import { revision, useQuery } from "../query.ts";
import { place } from "../router.ts";
import { FilterBar } from "./filter_bar.tsx";
import { type ListedFindings, listedFindings } from "./finding_pages.ts";

/** Height of a row, which the style keeps: CSS pixels. */
const ROW_HEIGHT = 58;

/** Where each list was left, by its address. */
const scrolled = new Map<string, number>();
/** Which groups stand open, by the query of their list. */
const opened = new Map<string, Signal<ReadonlySet<string>>>();

/** The current findings: by root cause, or each for itself; what is shown stands in the address. */
export function FindingsView({ params }: { readonly params: URLSearchParams }) {
  const filters = filtersOf(params);
  const query = serviceQuery(filters, Date.now());
  const flat = params.get("view") === "list";
  const answer = useQuery<GroupsAnswer>(`/audit/groups?${query}`);
  const { hash } = place.value;
  useLayoutEffect(() => {
    const keep = () => scrolled.set(hash, scrollY);
    addEventListener("scroll", keep, { passive: true });
    scrollTo(0, scrolled.get(hash) ?? 0);
    return () => removeEventListener("scroll", keep);
  }, [hash]);
  return (
    <>
      <Heading>Findings</Heading>
      <FilterBar filters={filters} flat={flat} />
      <AnswerView answer={answer} what="the findings">
        {({ groups }) => {
          const total = groups.reduce((sum, group) => sum + group.count, 0);
          if (total === 0) return <NoFindings filtered={Object.keys(filters).length > 0} />;
          return (
            <>
              <p class="dim" role="status">
                {plural(total, "finding")} in {plural(groups.length, "group")}
              </p>
              <FindingRows
                key={query}
                query={query}
                groups={groups}
                total={total}
                flat={flat || filters.group !== undefined}
              />
            </>
          );
        }}
      </AnswerView>
    </>
  );
}

function NoFindings({ filtered }: { readonly filtered: boolean }) {
  return filtered ? (
    <EmptyState title="No finding is like that.">
      <p>
        <a href={href("findings")}>Show all findings</a>
      </p>
    </EmptyState>
  ) : (
    <EmptyState title="There is no finding.">
      <p class="dim">The last audit found nothing, or none has run yet: the overview says which.</p>
    </EmptyState>
  );
}

interface RowsProps {
  readonly query: string;
  readonly groups: readonly StoredFindingGroup[];
  readonly total: number;
  readonly flat: boolean;
}

type Row =
  | { readonly kind: "group"; readonly group: StoredFindingGroup; readonly open: boolean }
  | {
      readonly kind: "finding";
      readonly list: ListedFindings;
      readonly index: number;
      /** Whether what is new is marked: where everything is, it says nothing. */
      readonly withState: boolean;
    };

function FindingRows({ query, groups, total, flat }: RowsProps) {
  const open = openGroups(query, groups);
  const fresh = groups.reduce((sum, group) => sum + group.fresh, 0);
  const rows = flat
    ? rowsOf(listedFindings(query, total), fresh < total)
    : groups.flatMap((group): readonly Row[] => {
        const isOpen = open.value.has(group.id);
        const head = { kind: "group", group, open: isOpen } as const;
        return isOpen
          ? [
              head,
              ...rowsOf(listedFindings(`${query}&group=${group.id}`, group.count), group.fresh < group.count),
            ]
          : [head];
      });
  return (
    <VirtualList
      label="Findings"
      total={rows.length}
      rowHeight={ROW_HEIGHT}
      keyOf={(index) => keyOf(rows[index], index)}
      row={(index) => {
        const row = rows[index];
        if (row === undefined) return null;
        if (row.kind === "finding") return <FindingRow row={row} nested={!flat} />;
        return <GroupRow row={row} toggle={() => toggle(open, row.group.id)} />;
      }}
    />
  );
}

function rowsOf(list: ListedFindings, withState: boolean): readonly Row[] {
  return Array.from(
    { length: list.total },
    (_, index) => ({ kind: "finding", list, index, withState }) as const,
  );
}

function keyOf(row: Row | undefined, index: number): string {
  if (row?.kind === "group") return row.group.id;
  return row === undefined ? String(index) : `${row.list.query} ${row.index}`;
}

/** Which groups stand open; a single one does. */
function openGroups(query: string, groups: readonly StoredFindingGroup[]): Signal<ReadonlySet<string>> {
  const known = opened.get(query);
  if (known !== undefined) return known;
  const [only] = groups;
  const made = signal<ReadonlySet<string>>(
    new Set(groups.length === 1 && only !== undefined ? [only.id] : []),
  );
  opened.set(query, made);
  return made;
}

function toggle(open: Signal<ReadonlySet<string>>, id: string): void {
  const ids = new Set(open.value);
  if (!ids.delete(id)) ids.add(id);
  open.value = ids;
}

function GroupRow({
  row,
  toggle,
}: {
  readonly row: Row & { readonly kind: "group" };
  readonly toggle: () => void;
}) {
  const { group, open } = row;
  return (
    <button type="button" class="line group-row" aria-expanded={open} onClick={toggle}>
      <span class="chevron" aria-hidden="true" />
      <SeverityBadge severity={group.severity} />
      <span class="line-text">
        <strong class="clip">
          <bdi>{groupTitle(group.cause, group.rules[0]?.title)}</bdi>
        </strong>
        <span class="dim clip">
          <bdi>{groupDetail(group)}</bdi>
        </span>
      </span>
      {group.fresh > 0 && group.fresh < group.count && <span class="badge state new">{group.fresh} new</span>}
      <span class="number amount">{count(group.count)}</span>
    </button>
  );
}

function FindingRow({
  row: { list, index, withState },
  nested,
}: {
  readonly row: Row & { readonly kind: "finding" };
  readonly nested: boolean;
}) {
  const finding = list.at(index);
  const wanted = revision.value;
  useEffect(() => list.reach(index, wanted), [list, index, wanted]);
  if (finding === undefined) {
    const { value: error } = list.error;
    return <p class="line dim">{error === undefined ? "Loading…" : `${error.title}. ${error.message}`}</p>;
  }
  return <FindingLine finding={finding} nested={nested} withState={withState} />;
}

function FindingLine({
  finding,
  nested,
  withState,
}: {
  readonly finding: StoredFinding;
  readonly nested: boolean;
  readonly withState: boolean;
}) {
  return (
    <a class={nested ? "line nested" : "line"} href={href(["findings", finding.fingerprint])}>
      <SeverityBadge severity={finding.severity} />
      <span class="line-text">
        <span class="clip">
          <ObjectName identity={finding.object.identity} />
        </span>
        <span class="dim clip">
          <bdi>{finding.message}</bdi>
        </span>
      </span>
      {finding.suppression !== undefined && <span class="badge state">accepted</span>}
      {(withState || finding.state !== "new") && <StateTag state={finding.state} />}
    </a>
  );
}

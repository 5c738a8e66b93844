import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** Rows above and below the window that are kept drawn. */
const OVERSCAN = 12;

/** The rows that are drawn change by so many at once: most steps of a scroll then change nothing. */
const STEP = 6;

/** What a list of many rows is made of. */
export interface VirtualListProps {
  readonly label: string;
  readonly total: number;
  /** Height of every row, in CSS pixels. */
  readonly rowHeight: number;
  readonly keyOf: (index: number) => string;
  readonly row: (index: number) => ComponentChildren;
  /** Called with the last row that is drawn. */
  readonly onReach?: (index: number) => void;
}

/**
 * A list that scrolls with the page and draws only the rows in sight. Arrow keys go from row to row, also to those that
 * are not drawn yet.
 */
export function VirtualList({ label, total, rowHeight, keyOf, row, onReach }: VirtualListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [range, setRange] = useState({ first: 0, last: Math.min(total, 30) });
  const focusNext = useRef<number | undefined>(undefined);

  useEffect(() => {
    const measure = () => {
      if (list.current === null) return;
      const above = -list.current.getBoundingClientRect().top;
      const first = Math.max(0, stepped(above / rowHeight) - OVERSCAN);
      const last = Math.min(total, stepped((above + innerHeight) / rowHeight) + STEP + OVERSCAN);
      setRange((known) => (known.first === first && known.last === last ? known : { first, last }));
    };
    measure();
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }, [rowHeight, total]);

  useEffect(() => onReach?.(range.last), [range.last, onReach]);

  // A row is there when it is drawn, and can take the focus when its content is loaded.
  useEffect(() => {
    const target = list.current;
    if (target === null) return undefined;
    const observer = new MutationObserver(() => {
      if (focusNext.current === undefined) return;
      const { activeElement } = document;
      const isElsewhere = activeElement !== document.body && !target.contains(activeElement);
      const row = focusable(target, focusNext.current);
      if (row === undefined && !isElsewhere) return;
      focusNext.current = undefined;
      if (!isElsewhere) row?.focus({ preventScroll: true });
    });
    observer.observe(target, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);

  const move = (event: KeyboardEvent) => {
    const focused = (event.target as Element).closest("li")?.dataset.index;
    // A row on its way to be drawn or loaded counts as reached.
    const at = focusNext.current ?? Number(focused ?? Number.NaN);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    if (to === undefined || Number.isNaN(at) || to < 0 || to >= total || list.current === null) return;
    event.preventDefault();
    focusNext.current = to;
    const top = list.current.getBoundingClientRect().top + scrollY + to * rowHeight;
    if (top < scrollY + 2 * rowHeight) scrollTo({ top: Math.max(0, top - 2 * rowHeight) });
    else if (top + 2 * rowHeight > scrollY + innerHeight)
      scrollTo({ top: top + 2 * rowHeight - innerHeight });
    const drawn = focusable(list.current, to);
    if (drawn !== undefined) {
      focusNext.current = undefined;
      drawn.focus({ preventScroll: true });
    }
  };

  const { first, last } = { first: Math.min(range.first, total), last: Math.min(range.last, total) };
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  return (
    <ul
      ref={list}
      class="rows"
      aria-label={label}
      onKeyDown={move}
      style={{ height: `${total * rowHeight}px` }}
    >
      {indexes.map((index) => (
        <li
          key={keyOf(index)}
          data-index={index}
          aria-setsize={total}
          aria-posinset={index + 1}
          style={{ height: `${rowHeight}px`, transform: `translateY(${index * rowHeight}px)` }}
        >
          {row(index)}
        </li>
      ))}
    </ul>
  );
}

function stepped(row: number): number {
  return Math.floor(row / STEP) * STEP;
}

function focusable(list: HTMLElement | null, index: number): HTMLElement | undefined {
  return list?.querySelector<HTMLElement>(`li[data-index="${index}"] :is(a, button)`) ?? undefined;
}

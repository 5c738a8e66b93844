import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { localTime } from "../../components/format.ts";
import { isDark, theme } from "../theme.ts";

/** A line of a chart. */
export interface Series {
  readonly label: string;
  /** Name of the colour among the style's custom properties. */
  readonly color: string;
  /** Lengths of stroke and gap, so that lines can be told apart without colour. */
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
  readonly text: (value: number) => string;
}

/** Lines over time; the same figures stand in the table beside it. */
export function TrendChart({
  label,
  times,
  series,
}: {
  readonly label: string;
  /** ISO 8601, oldest first. */
  readonly times: readonly string[];
  readonly series: readonly Series[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | undefined>(undefined);
  const shade = theme.value;
  useEffect(() => {
    const target = box.current;
    if (target === null) return undefined;
    const chart = new uPlot(
      optionsOf({ target, series, moved: setAt }),
      [times.map((time) => Date.parse(time) / 1000), ...series.map(({ values }) => [...values])],
      target,
    );
    const resize = new ResizeObserver(() => chart.setSize({ width: target.clientWidth, height: HEIGHT }));
    resize.observe(target);
    return () => {
      resize.disconnect();
      chart.destroy();
    };
    // The colours are read from the page, so another theme is another chart.
  }, [times, series, shade, isDark()]);
  const shown = at ?? times.length - 1;
  return (
    <figure class="chart">
      <figcaption>
        <strong>{label}</strong>
        <span class="dim number">{times[shown] === undefined ? "" : localTime(times[shown])}</span>
        {series.map(({ label: name, color, values, text }) => (
          <span key={name} class={`legend ${color}`}>
            {name} <span class="number">{values[shown] == null ? "–" : text(values[shown])}</span>
          </span>
        ))}
      </figcaption>
      <div ref={box} class="chart-box" role="img" aria-label={`${label}: the table below has the figures`} />
    </figure>
  );
}

const HEIGHT = 170;

function optionsOf({
  target,
  series,
  moved,
}: {
  readonly target: HTMLElement;
  readonly series: readonly Series[];
  readonly moved: (index: number | undefined) => void;
}): uPlot.Options {
  const color = (name: string) => resolvedColor(target, name);
  const axis = {
    stroke: color("dim"),
    grid: { stroke: color("line"), width: 1 },
    ticks: { show: false },
    font: FONT,
  };
  return {
    width: target.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false } },
    scales: { y: { range: (_chart, _low, high) => [0, Math.max(1, high * 1.08)] } },
    axes: [
      { ...axis, values: TIME_LABELS },
      { ...axis, size: 54, values: (_chart, splits) => splits.map((value) => series[0]?.text(value) ?? "") },
    ],
    series: [
      {},
      ...series.map(({ label, color: name, dash }) => ({
        label,
        stroke: color(name),
        width: 2,
        points: { show: true, size: 5 },
        ...(dash === undefined ? {} : { dash: [...dash] }),
      })),
    ],
    hooks: { setCursor: [(chart) => moved(chart.cursor.idx ?? undefined)] },
  };
}

/** How a moment is written by the distance between two marks, and what is added where a day or a year begins. */
const TIME_LABELS: uPlot.Axis.Values = [
  [365 * 86_400, "{YYYY}", null, null, null, null, null, null, 1],
  [28 * 86_400, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86_400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
];

/** A canvas takes no custom property, and one that depends on the theme has no value until it is used. */
function resolvedColor(target: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  target.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const FONT = "12px system-ui, sans-serif";

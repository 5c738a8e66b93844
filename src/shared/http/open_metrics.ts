import type { Metrics } from "../store/metrics.ts";
import { TOOL_VERSION } from "../version.ts";

/** Content type of OpenMetrics text. */
export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly unit?: "seconds";
  readonly samples: readonly Sample[];
}

/** Figures of the store as OpenMetrics 1.0 text. Every family is a gauge: rows can be pruned, so no figure only grows. */
export function renderOpenMetrics(metrics: Metrics): string {
  const families: readonly Family[] = [
    {
      name: "supawarden_findings_open",
      help: "Findings that are neither resolved nor suppressed.",
      samples: metrics.open_findings.map(({ severity, rule, count }) => ({
        labels: { severity, rule },
        value: count,
      })),
    },
    {
      name: "supawarden_findings_suppressed",
      help: "Findings that are not resolved and accepted on purpose.",
      samples: [{ value: metrics.suppressed_findings }],
    },
    {
      name: "supawarden_runs",
      help: "Stored runs by how they ended.",
      samples: Object.entries(metrics.runs).map(([status, value]) => ({ labels: { status }, value })),
    },
    seconds(
      "supawarden_last_run_start_seconds",
      "When the last run started, Unix time.",
      metrics.last_run?.started_at,
    ),
    {
      name: "supawarden_last_run_duration_seconds",
      help: "How long the last run took.",
      unit: "seconds",
      samples:
        metrics.last_run?.duration_ms === undefined ? [] : [{ value: metrics.last_run.duration_ms / 1000 }],
    },
    seconds(
      "supawarden_last_success_seconds",
      "When the last successful run ended, Unix time.",
      metrics.last_success_at,
    ),
    {
      name: "supawarden_alerts",
      help: "Alerts that wait for delivery, and alerts that were given up.",
      samples: [
        { labels: { status: "pending" }, value: metrics.alerts.pending },
        { labels: { status: "dead" }, value: metrics.alerts.dead },
      ],
    },
  ];
  const version = [
    "# TYPE supawarden_build info",
    "# HELP supawarden_build Version of this service.",
    `supawarden_build_info{version="${escaped(TOOL_VERSION)}"} 1`,
  ];
  return [...version, ...families.flatMap(lines), "# EOF", ""].join("\n");
}

function seconds(name: string, help: string, time: string | undefined): Family {
  return {
    name,
    help,
    unit: "seconds",
    samples: time === undefined ? [] : [{ value: Date.parse(time) / 1000 }],
  };
}

function lines(family: Family): string[] {
  return [
    `# TYPE ${family.name} gauge`,
    ...(family.unit === undefined ? [] : [`# UNIT ${family.name} ${family.unit}`]),
    `# HELP ${family.name} ${family.help}`,
    ...family.samples.map(({ labels, value }) => `${family.name}${labelText(labels ?? {})} ${value}`),
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparisons } from "../../src/components/evidence_text.ts";
import { ago, duration } from "../../src/components/format.ts";
import type { StoredRun } from "../../src/dashboard/answers.ts";
import { compareRuns } from "../../src/dashboard/comparison_run.ts";
import { readEvents } from "../../src/dashboard/event_stream.ts";
import { filtersOf, serviceQuery } from "../../src/dashboard/finding_filters.ts";
import { pairVersions } from "../../src/dashboard/ledger_rows.ts";

const NOW = Date.parse("2026-03-10T08:00:00Z");

function run(hoursAgo: number, status: StoredRun["status"] = "succeeded"): StoredRun {
  return {
    id: `run ${hoursAgo}`,
    status,
    trigger: "cron",
    source: "database",
    started_at: new Date(NOW - hoursAgo * 3_600_000).toISOString(),
    tool_version: "0.1.0",
    exposed_schemas: [],
  };
}

describe("what today is compared with", () => {
  it("takes the newest run that is a day old, and passes over failures", () => {
    const { last, before, isYesterday } = compareRuns(
      [run(1, "running"), run(5), run(20), run(24.5, "failed"), run(29), run(53)],
      NOW,
    );
    expect([last?.id, before?.id, isYesterday]).toEqual(["run 5", "run 29", true]);
  });

  it("takes the oldest where the history is shorter, and nothing for the first run", () => {
    expect(compareRuns([run(1), run(2), run(3)], NOW)).toMatchObject({
      before: { id: "run 3" },
      isYesterday: false,
    });
    expect(compareRuns([run(1)], NOW)).not.toHaveProperty("before");
    expect(compareRuns([], NOW)).toEqual({ isYesterday: false });
  });

  it("compares with nothing where the newest run is old itself", () => {
    expect(compareRuns([run(30)], NOW)).not.toHaveProperty("before");
  });
});

it("reads a stream of events however it is cut into pieces", async () => {
  const event = fc.record({
    event: fc.constantFrom("run", "away", "beat"),
    data: fc.string({ unit: "binary", maxLength: 40 }).map((text) => JSON.stringify(text)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event), fc.array(fc.nat(200)), async (events, cuts) => {
      const bytes = new TextEncoder().encode(
        events.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join(": comment\n\n"),
      );
      const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
      const pieces = [...ends, bytes.length].map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
      const found: object[] = [];
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (const piece of pieces) controller.enqueue(piece);
          controller.close();
        },
      });
      for await (const message of readEvents(body)) found.push(message);
      expect(found).toEqual(events);
    }),
  );
});

it("asks the service for what the address says", () => {
  const query = (address: string) =>
    Object.fromEntries(new URLSearchParams(serviceQuery(filtersOf(new URLSearchParams(address)), NOW)));
  expect(query("")).toEqual({ suppressed: "false" });
  expect(query("severity=error&unknown=1&rule=")).toEqual({ severity: "error", suppressed: "false" });
  expect(query("object=memories&accepted=all")).toEqual({ object: "*memories*" });
  expect(query("object=public.*&accepted=only")).toEqual({ object: "public.*", suppressed: "true" });
  expect(query("since=1d")).toEqual({ since: "2026-03-09T08:00:00.000Z", suppressed: "false" });
  expect(query("since=soon")).toEqual({ suppressed: "false" });
});

it("pairs files and rows by the text of their versions", () => {
  const file = (version: string, name = "a") => ({ version, name, file: `${version}_${name}.sql` });
  const pairs = pairVersions({
    files: [file("024", "a"), file("024", "b"), file("10"), file("9")],
    ledger: [{ version: "024" }, { version: "9" }, { version: "100" }],
  });
  expect(pairs.map(({ version, standing }) => [version, standing])).toEqual([
    ["024", "several files"],
    ["10", "file only"],
    ["100", "database only"],
    ["9", "both"],
  ]);
});

it("finds the comparisons in evidence", () => {
  expect(comparisons({ expected: 1, actual: 2, other: 3 })).toEqual([{ expected: 1, actual: 2 }]);
  expect(
    comparisons({ attributes: [{ name: "a", expected: 1, actual: null }, "odd", { name: "b" }] }),
  ).toEqual([{ name: "a", expected: 1, actual: null }]);
  expect(comparisons({ actual: 2 })).toEqual([]);
});

it("writes times and durations for a reader", () => {
  expect([12, 840, 2_140, 48_000, 200_000].map(duration)).toEqual([
    "12 ms",
    "840 ms",
    "2.1 s",
    "48 s",
    "3 min 20 s",
  ]);
  const before = (milliseconds: number) => ago(new Date(NOW - milliseconds).toISOString(), NOW);
  expect([0, 5 * 60_000, 3 * 3_600_000, 12 * 86_400_000].map(before)).toEqual([
    "just now",
    "5 min ago",
    "3 h ago",
    "12 days ago",
  ]);
});

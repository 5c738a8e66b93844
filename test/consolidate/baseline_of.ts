import {
  type BaselineOptions,
  type MadeBaseline,
  makeBaseline,
  proveBaseline,
} from "../../src/cli/consolidate/make_baseline.ts";
import { chainFrom } from "../../src/shared/consolidate/chain.ts";
import type { Decisions } from "../../src/shared/consolidate/decisions.ts";
import { observeChain } from "../../src/shared/consolidate/observed_chain.ts";
import type { Parity } from "../../src/shared/consolidate/parity.ts";
import { readFolders } from "../../src/shared/migrations/read_folders.ts";
import { proofContext, type Texts } from "./prove_files.ts";

/** A baseline with its proof, and its text in one piece. */
export interface TestBaseline extends MadeBaseline {
  readonly parity: Parity;
  readonly text: string;
  /** Fate of the statement that begins at a line: `04_seed.sql:3` → `carried`. */
  readonly fateAt: (place: string) => string | undefined;
}

/** Consolidates files given as texts by name. */
export async function baselineOf(
  files: Texts,
  options: Partial<BaselineOptions> = {},
  decisions: Decisions = new Map(),
): Promise<TestBaseline> {
  const context = await proofContext();
  const found = Object.entries(files).map(([path, text]) => ({
    path,
    file: `supabase/migrations/${path}`,
    bytes: new TextEncoder().encode(text),
  }));
  const reading = readFolders([{ path: "supabase/migrations", files: found }], context.parser);
  const chain = chainFrom(reading, { decisions, without: new Set() });
  const observed = await observeChain(chain.files, context);
  try {
    const subject = { chain, observed, decisions };
    const made = await makeBaseline(
      subject,
      {
        layout: "single",
        ifNotExists: false,
        version: "20270101000000",
        head: ["Baseline of a test."],
        domainOf: () => undefined,
        ...options,
      },
      context,
    );
    const parity = await proveBaseline(made, subject, context);
    return {
      ...made,
      parity,
      text: made.files.map(({ text }) => text).join("\n"),
      fateAt: (place) =>
        [...made.fates].find(
          ([{ file, statement }]) => `${file.file.split("/").at(-1)}:${statement.line}` === place,
        )?.[1].kind,
    };
  } finally {
    await observed.close();
  }
}

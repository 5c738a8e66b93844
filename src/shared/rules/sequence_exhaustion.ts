import type { Column } from "../catalog/columns.ts";
import { columnRef, qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { Sequence } from "../catalog/sequences.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Share of its range, in percent, from which on a sequence is reported, and from which on as an error. */
const WARN_FROM = 75n;
const ERROR_FROM = 90n;

/** Sequences that are about to run out of numbers. */
export const sequenceExhaustion: Rule = {
  id: "sequence_exhaustion",
  title: "Sequence is running out of numbers",
  summary: `A sequence has used ${WARN_FROM} % or more of the numbers that it, or the narrowest column it fills, can hold; from ${ERROR_FROM} % on an error.`,
  severity: "warn",
  category: "integrity",
  rationale:
    "When the last number is taken every insert fails, at once and without a warning before. The cure, a wider column, writes the whole table anew while everybody waits, which is bearable when planned and an outage when not.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-createsequence.html",
    "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL",
  ],
  requires: [{ family: "sequences" }, { family: "relations" }, { family: "columns" }],
  live: true,
  limits:
    "Columns are those whose default takes from the sequence, or that own it; a number that a function or a client takes and puts elsewhere, such as into an integer column that refers to a bigint key, is not followed. Numbers that were inserted by hand beyond the sequence are not seen. Sequences that end beyond 2^53 and fill no narrower column cannot run out in practice and are not read; one that cycles starts again and is reported only for a column that ends before it does.",
  *check(input) {
    const unread = input.snapshot.sequences.filter(
      (sequence) => sequence.unread !== null && isUserObject(sequence),
    );
    if (unread.length > 0) {
      yield {
        not_evaluated: `last value not read of ${someOf(unread.map(qualified))}: ${unread[0]?.unread}`,
      };
    }
    for (const sequence of input.snapshot.sequences) {
      if (sequence.last_value === null || !isUserObject(sequence)) continue;
      const use = useOf(sequence);
      if (use.percent < WARN_FROM || (sequence.cycles && !use.byColumn)) continue;
      yield verdict(input, sequence, use);
    }
  },
};

interface Use {
  readonly percent: bigint;
  readonly last: bigint;
  /** The last number that can be used. */
  readonly end: bigint;
  readonly left: bigint;
  /** A column ends before the sequence does. */
  readonly byColumn: boolean;
}

function useOf(sequence: Sequence): Use {
  const last = BigInt(sequence.last_value ?? 0);
  const increment = BigInt(sequence.increment);
  const lowest = larger(BigInt(sequence.minimum), sequence.column_minimum);
  const highest = -larger(-BigInt(sequence.maximum), negated(sequence.column_maximum));
  const end = increment > 0n ? highest : lowest;
  const done = increment > 0n ? last - lowest : highest - last;
  const left = (end - last) / increment;
  // A sequence that begins beyond its column leaves nothing in between.
  const room = highest - lowest + 1n;
  return {
    percent: room > 0n ? ((done + 1n) * 100n) / room : 100n,
    last,
    end,
    left: left < 0n ? 0n : left,
    byColumn: end !== BigInt(increment > 0n ? sequence.maximum : sequence.minimum),
  };
}

function larger(bound: bigint, other: bigint | string | null): bigint {
  const value = other === null ? bound : BigInt(other);
  return value > bound ? value : bound;
}

function negated(value: string | null): bigint | null {
  return value === null ? null : -BigInt(value);
}

interface Filled {
  readonly relation: Relation;
  readonly column: Column;
}

function verdict(input: RuleInput, sequence: Sequence, use: Use): Verdict {
  const ref = schemaObjectRef("sequence", sequence);
  const columns = filledColumns(input, sequence);
  const names = columns.map(({ relation, column }) => columnRef(relation, column.name).identity);
  const limit = use.byColumn ? ` of column ${someOf(names)}` : "";
  const rest = use.left === 0n ? "none is left" : `${use.left} are left`;
  return {
    object: ref,
    ...(use.percent >= ERROR_FROM ? { severity: "error" as const } : {}),
    message: `Sequence ${ref.identity} has used ${use.percent} % of its numbers: it stands at ${use.last}, the last one${limit} is ${use.end}, ${rest}.`,
    evidence: {
      type: sequence.type,
      last_value: sequence.last_value,
      last_usable_value: String(use.end),
      percent_used: Number(use.percent),
      values_left: String(use.left),
      limited_by: use.byColumn ? "column" : "sequence",
      columns: names,
    },
    remediation: remediation(sequence, columns),
  };
}

/** Columns of at most four bytes that it fills; those of partitions go with their partitioned table. */
function filledColumns(input: RuleInput, sequence: Sequence): readonly Filled[] {
  return sequence.integer_columns.flatMap(({ relation: oid, column: number }) => {
    const relation = input.lookup.relations.get(oid);
    const column = input.lookup.columns.get(oid)?.find((each) => each.number === number);
    if (relation === undefined || column === undefined || relation.partition_of !== null) return [];
    return [{ relation, column }];
  });
}

function remediation(sequence: Sequence, columns: readonly Filled[]): Remediation {
  const name = qualified(sequence);
  const direction = BigInt(sequence.increment) > 0n ? "maxvalue" : "minvalue";
  const bound = direction === "maxvalue" ? sequence.maximum : sequence.minimum;
  const widened = sequence.type === "bigint" ? "" : " as bigint";
  const retype = (type: (column: Column) => string) =>
    columns.map(
      ({ relation, column }) =>
        `alter table ${qualified(relation)}\n  alter column ${quoteIdent(column.name)} type ${type(column)};`,
    );
  return {
    sql: [...retype(() => "bigint"), `alter sequence ${name}${widened} no ${direction};`].join("\n"),
    undo_sql: [
      `alter sequence ${name}${widened === "" ? "" : ` as ${sequence.type}`} ${direction} ${bound};`,
      ...retype((column) => column.type),
    ].join("\n"),
    safety: columns.length === 0 && sequence.relation !== null ? "safe" : "review",
    note:
      columns.length === 0
        ? "Lets the sequence go on to the end of bigint. Functions and clients that keep its numbers in an integer have to follow."
        : "Writes each table anew and shuts everybody out meanwhile; it fails while a view, a policy or a generated column uses the column. Columns of other tables that refer to it, function arguments and clients have to follow. On a large table add a bigint column instead, fill it in batches, and swap the two.",
  };
}

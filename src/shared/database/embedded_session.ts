import { arrayToText } from "./array_text.ts";
import type { Parameter, Session } from "./database.ts";
import type { EngineAnswer, RunningEngine } from "./engine.ts";
import type { KeptPlans } from "./kept_plans.ts";
import { bindMessage, EXECUTE, parseMessage, queryMessage, SYNC, together } from "./protocol.ts";

/**
 * Types that arrive as text, as they do from a server: `int8` and `numeric`, so that no digit is lost, and arrays,
 * whose element type the driver does not know.
 */
const TEXT_TYPES: ReadonlySet<number> = new Set([
  20, 1700, 199, 1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1028, 1231, 2951,
  3807,
]);

/**
 * The session of an engine, which no one else may use meanwhile. The driver's own way of a query asks the engine five
 * times, among others for the types of the parameters, which all travel as text here, whatever type the statement gives them.
 * @param plans those that are kept; none when left out, and then they are not told of what runs.
 */
export function sessionOn(engine: RunningEngine, plans?: KeptPlans): Session {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly Parameter[] = []) => {
      plans?.notice(sql);
      const { name, isKnown } = plans?.planFor(sql) ?? NOT_KEPT;
      const parse = isKnown ? [] : [parseMessage(name, sql)];
      const bind = bindMessage(name, parameters.map(encode));
      try {
        return rowsOf<Row>(
          engine,
          await engine.execProtocolStream(together([...parse, bind, ...EXECUTE, SYNC])),
        );
      } catch (error) {
        plans?.forget(sql);
        throw error;
      }
    },
    // The driver's own way builds results out of every answer, which takes longer than most statements.
    execute: async (sql) => {
      plans?.notice(sql);
      await engine.execProtocolStream(queryMessage(sql));
    },
  };
}

const NOT_KEPT = { name: "", isKnown: false };

function encode(value: Parameter): string | null {
  if (value === null) return null;
  return typeof value === "object" ? arrayToText(value) : String(value);
}

function rowsOf<Row extends object>(engine: RunningEngine, answers: readonly EngineAnswer[]): Row[] {
  const fields = answers.find(({ name }) => name === "rowDescription")?.fields ?? [];
  const columns = (fields as readonly { readonly name: string; readonly dataTypeID: number }[]).map(
    ({ name, dataTypeID }) => ({
      name,
      read: TEXT_TYPES.has(dataTypeID) ? undefined : engine.parsers[dataTypeID],
    }),
  );
  return answers.flatMap((answer) => {
    if (answer.name !== "dataRow") return [];
    const values = answer.fields as readonly (string | null)[];
    return Object.fromEntries(
      columns.map(({ name, read }, index) => {
        const value = values[index] ?? null;
        return [name, value === null || read === undefined ? value : read(value)];
      }),
    ) as Row;
  });
}

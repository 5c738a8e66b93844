import { KEEP_PLAN } from "./keep_plan.ts";

/** Which statements are prepared under a name, so that the next time they need not be planned. */
export interface KeptPlans {
  /** The name under which a statement is prepared, empty where its plan is not kept, and whether it is already. */
  planFor(sql: string): { readonly name: string; readonly isKnown: boolean };
  /** The statement failed: nobody knows whether it is prepared. */
  forget(sql: string): void;
  /** Looks at a text that is run. */
  notice(sql: string): void;
  /** Every name that was given and is to be closed; none is left. */
  takeNames(): readonly string[];
}

/** What throws prepared statements away, also where it stands in a function that is called later. */
const THROWS_AWAY = /deallocate|discard/i;

/** Plans of an engine's statements. Once a text shows up that may throw them away, none is kept any more. */
export function createKeptPlans(): KeptPlans {
  const names = new Map<string, string>();
  let given: string[] = [];
  let isOver = false;
  return {
    planFor: (sql) => {
      if (isOver || !sql.startsWith(KEEP_PLAN)) return { name: "", isKnown: false };
      const known = names.get(sql);
      if (known !== undefined) return { name: known, isKnown: true };
      const name = `supawarden kept plan ${given.length}`;
      given.push(name);
      names.set(sql, name);
      return { name, isKnown: false };
    },
    forget: (sql) => {
      names.delete(sql);
    },
    notice: (sql) => {
      if (THROWS_AWAY.test(sql)) isOver = true;
    },
    takeNames: () => {
      const all = given;
      given = [];
      names.clear();
      return all;
    },
  };
}

import { preparedShadow } from "../../src/shared/migrations/shadow.ts";
import { testCache } from "./embedded.ts";

/** Prepares the shadow database before the test files ask for it, all at once. */
export async function setup(): Promise<void> {
  await preparedShadow(testCache());
}

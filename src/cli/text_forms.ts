import type { Database } from "../shared/database/database.ts";
import type { TextForms } from "../shared/drift/fingerprints.ts";

export function learnTextForms(_database: Database): Promise<TextForms> {
  return Promise.resolve({});
}

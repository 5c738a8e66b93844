import type { ObjectRef } from "../../catalog/identity.ts";
import type { Verdict } from "../../rules/rule.ts";
import {
  type FoundSecret,
  findPlaceholderKeys,
  findSecrets,
  secretSpans,
} from "../../rules/secret_formats.ts";
import { listSecrets, secretEvidence } from "../../rules/secret_words.ts";
import type { ReadFile } from "../reading.ts";
import type { Conflict } from "./conflict.ts";
import { NAMING, namedSecrets } from "./named_secrets.ts";
import { createDiscriminators, fileRef } from "./refs.ts";
import { type Segment, segmentsOf } from "./secret_segments.ts";
import { subjectOf } from "./secret_subjects.ts";

/** Keys and passwords that are written into migrations. */
export const hardcodedSecretInFile: Conflict = {
  id: "hardcoded_secret",
  title: "Secret in a migration",
  summary:
    "A key, token or password in a known format, or in a place that says so, anywhere in an SQL file of a migrations folder: statements, bodies, rows, commands of jobs, comments, and files that never run.",
  severity: "error",
  category: "operation",
  rationale:
    "Whoever reads the repository, a fork of it, a backup or the ledger, which keeps the statements, has the key. It stays in the history when the line is removed, and cannot be changed without a migration.",
  sources: [
    "https://supabase.com/docs/guides/database/vault",
    "https://cwe.mitre.org/data/definitions/798.html",
  ],
  limits:
    "Known formats, settings whose name says secret, password, key or token, and generated texts that are handed to vault.create_secret(). A password without a telling form or place is not found. Public keys (role anon, publishable keys) and placeholders are left out; one in the form of an issuer's key that a statement writes into a table is `warn`: it is where the key will be written. The finding says kind and place, never the secret.",
  *check({ reading }) {
    const discriminate = createDiscriminators();
    for (const file of reading.files) {
      if (!mayHoldSecrets(file.text)) continue;
      for (const segment of segmentsOf(file)) {
        const { secrets, placeholder } = secretsIn(segment);
        if (secrets.length === 0) continue;
        const object = segment.statement === undefined ? fileRef(file) : subjectOf(segment.statement);
        yield verdict(file, {
          object,
          discriminator: discriminate(file, object),
          secrets: placed(file, segment, secrets),
          placeholder,
        });
      }
    }
  },
};

/** Whether it is worth to cut the text into its statements: most files hold nothing. */
function mayHoldSecrets(text: string): boolean {
  return NAMING.test(text) || secretSpans(text).length > 0;
}

interface SegmentSecrets {
  readonly secrets: readonly FoundSecret[];
  /** They only hold the places of secrets. */
  readonly placeholder: boolean;
}

/** Statements whose constants become rows: what stands in place of a key there is where the key will be written. */
const WRITING: ReadonlySet<string> = new Set(["InsertStmt", "UpdateStmt", "MergeStmt", "SelectStmt"]);

function secretsIn({ text, statement }: Segment): SegmentSecrets {
  const found = findSecrets(text);
  const secrets = found.length > 0 || statement === undefined ? found : namedSecrets(statement);
  if (secrets.length > 0 || !WRITING.has(statement?.statement.kind ?? ""))
    return { secrets, placeholder: false };
  return { secrets: findPlaceholderKeys(text), placeholder: true };
}

/** The same with places in the file. */
function placed(file: ReadFile, { start }: Segment, secrets: readonly FoundSecret[]): readonly FoundSecret[] {
  const before = file.text.slice(0, start);
  const line = before.split("\n").length;
  const column = start - before.lastIndexOf("\n");
  return secrets.map((secret) => ({
    kind: secret.kind,
    line: line + secret.line - 1,
    column: secret.line === 1 ? column + secret.column - 1 : secret.column,
  }));
}

interface Found {
  readonly object: ObjectRef;
  readonly discriminator: string;
  readonly secrets: readonly FoundSecret[];
  readonly placeholder: boolean;
}

function verdict(file: ReadFile, { object, discriminator, secrets, placeholder }: Found): Verdict {
  const [first] = secrets;
  const what = `${placeholder ? "what looks like a placeholder of " : ""}${listSecrets(secrets)}`;
  return {
    object,
    discriminator,
    ...(placeholder ? { severity: "warn" as const } : {}),
    message:
      object.kind === "migration"
        ? `${file.path} contains ${what}.`
        : `${file.path} writes ${what} for ${object.identity}.`,
    evidence: { secrets: secretEvidence(secrets), placeholder, runs: file.skipped === undefined },
    remediation: {
      safety: "review",
      note: "Revoke the key where it was issued and issue another: this one is to be taken as known, the history of the repository keeps it. Put the new one into Vault by hand (select vault.create_secret(…) in the dashboard, not in a migration), and read it by name from vault.decrypted_secrets.",
    },
    location: { file: file.file, line: first?.line ?? 1, column: first?.column ?? 1 },
  };
}

import { globalRef } from "../catalog/identity.ts";
import type { StoredSetting } from "../catalog/stored_settings.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { listSecrets, secretEvidence, secretsOfSetting } from "./secret_words.ts";

/** What to do about a secret that was written down, whatever the place. */
export const ROTATE =
  "Revoke the key where it was issued and issue another: this one is to be taken as known. Keep the new one in Vault (select vault.create_secret(…))";

/** Secrets in settings of roles and of the database, and in options of foreign servers. */
export function* hardcodedSettings({ snapshot }: RuleInput): Iterable<Verdict> {
  const { database } = snapshot.server;
  for (const setting of snapshot.stored_settings) {
    const secrets = secretsOfSetting(setting.name, setting.value);
    if (secrets.length > 0) yield settingVerdict(setting, { secrets, database });
  }
  for (const server of snapshot.foreign_servers) {
    for (const option of server.options) {
      const name = option.slice(0, option.indexOf("="));
      const secrets = secretsOfSetting(name, option.slice(name.length + 1));
      if (secrets.length === 0) continue;
      yield {
        object: globalRef("database", database),
        discriminator: JSON.stringify(["foreign server", server.name, name]),
        message: `Foreign server ${quoteIdent(server.name)} holds ${listSecrets(secrets, { lines: false })} in its option ${name}.`,
        evidence: {
          place: "foreign server option",
          server: server.name,
          wrapper: server.wrapper,
          option: name,
          secrets: secretEvidence(secrets),
        },
        remediation: {
          safety: "review",
          note: `${ROTATE}: Supabase's wrappers take its id (option api_key_id and the like). A password for one role belongs into its user mapping, whose options others cannot read.`,
        },
      };
    }
  }
}

function settingVerdict(
  { role, here, name }: StoredSetting,
  { secrets, database }: { readonly secrets: ReturnType<typeof secretsOfSetting>; readonly database: string },
): Verdict {
  const object = role === null ? globalRef("database", database) : globalRef("role", role);
  const place = role !== null && here ? ` in database ${quoteIdent(database)}` : "";
  const quoted = name.split(".").map(quoteIdent).join(".");
  return {
    object,
    discriminator: JSON.stringify(["setting", name, here]),
    message: `Setting ${name} of ${object.kind} ${object.identity}${place} holds ${listSecrets(secrets, { lines: false })}.`,
    evidence: { place: "setting", setting: name, this_database_only: here, secrets: secretEvidence(secrets) },
    remediation: {
      sql: `alter ${object.kind} ${object.identity}${place} reset ${quoted};`,
      safety: "review",
      note: `${ROTATE} and let what calls current_setting('${name.replaceAll("'", "''")}') read vault.decrypted_secrets instead, before the setting goes.`,
    },
  };
}

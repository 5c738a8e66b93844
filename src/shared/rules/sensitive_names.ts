/** What a column name gives away about its contents. */
export type SensitiveKind = "credential" | "identity" | "payment" | "health" | "device" | "key" | "biometric";

/**
 * Names that are sensitive as a whole, in lower case with `_` between words. Every name that splinter's rule knows is
 * among them, so that what it reports is reported here.
 */
const WHOLE_NAMES: Readonly<Record<SensitiveKind, string>> = {
  credential: `password passwd pwd passphrase secret secret_key private_key api_key apikey auth_key token jwt access_token
    refresh_token oauth_token session_token bearer_token auth_code session_id session_key session_secret recovery_code
    backup_code verification_code otp two_factor 2fa_secret 2fa_code totp_secret mfa_secret pin_code credentials`,
  identity: `ssn social_security social_security_number driver_license drivers_license license_number passport_number
    passport_id passport_no national_id national_insurance_number tax_id tax_number date_of_birth`,
  payment: `credit_card credit_card_number card_number card_no cvv cvv2 cvc cvc2 cvn bank_account bank_account_number
    account_number routing_number iban swift_code bic sort_code`,
  health: `health_record medical_record patient_id insurance_number health_insurance medical_insurance treatment diagnosis`,
  device: "mac_address macaddr imei device_uuid",
  key: "pgp_key gpg_key ssh_key certificate license_key activation_key",
  biometric: "facial_recognition face_embedding fingerprint_template",
};

/** Endings that are sensitive after any other words, and the kind of their contents; credentials and numbers only. */
const ENDINGS: Readonly<Record<SensitiveKind, string>> = {
  credential: `password passwd passphrase password_hash password_digest password_encrypted encrypted_password secret secret_key
    client_secret private_key api_key apikey access_key api_secret webhook_secret signing_secret access_token
    refresh_token auth_token api_token oauth_token session_token bearer_token bot_token reset_token invite_token verification_token recovery_code recovery_codes backup_codes otp_secret`,
  identity: "ssn social_security_number passport_number",
  payment: "credit_card credit_card_number card_number cvv iban bank_account_number",
  health: "medical_record",
  device: "imei",
  key: "pgp_private_key ssh_private_key encryption_key",
  biometric: "face_embedding",
};

// A date of a password's change, a flag or a counter holds nothing to steal, whatever it is called.
const HARMLESS_TYPES = /^(boolean|date|interval|time(stamp)?\b.*|smallint|integer|real|double precision)$/;

const wholeNames = byName(WHOLE_NAMES);
const endings = [...byName(ENDINGS)].map(([ending, kind]) => ({ ending: `_${ending}`, kind }));

function byName(lists: Readonly<Record<SensitiveKind, string>>): ReadonlyMap<string, SensitiveKind> {
  return new Map(
    (Object.entries(lists) as [SensitiveKind, string][]).flatMap(([kind, names]) =>
      names.split(/\s+/).map((name) => [name, kind] as const),
    ),
  );
}

/** What the column holds, judging by its name: `Client-Secret`, `clientSecret` and `client_secret` are one name. */
export function sensitiveKind(column: {
  readonly name: string;
  readonly type: string;
}): SensitiveKind | undefined {
  const plain = column.name.toLowerCase().replaceAll(/[-\s]/g, "_");
  const whole = wholeNames.get(plain);
  if (whole !== undefined) return whole;
  if (HARMLESS_TYPES.test(column.type)) return undefined;
  const words = column.name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[-\s]/g, "_");
  return wholeNames.get(words) ?? endings.find(({ ending }) => `_${words}`.endsWith(ending))?.kind;
}

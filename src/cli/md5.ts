import { createHash } from "node:crypto";

/** MD5 of a text in hexadecimal, as Postgres' md5() gives it: it names texts and protects nothing. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

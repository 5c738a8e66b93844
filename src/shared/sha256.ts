import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { nativeSha256 } from "./env.ts";

/** SHA-256 of a text, in hexadecimal. */
export const sha256Hex = nativeSha256() ?? ((text: string) => bytesToHex(sha256(utf8ToBytes(text))));

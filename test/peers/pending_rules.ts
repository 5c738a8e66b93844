import type { PeerRule } from "./peer_rules.ts";

/** Rules of splinter that this version does not have; their findings are not compared. Meant to be empty. */
export const PENDING_RULES: readonly PeerRule[] = [];

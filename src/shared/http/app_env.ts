import type { Credential } from "./credentials.ts";

/** Variables of a request. */
export interface AppEnv {
  readonly Variables: {
    requestId: string;
    /** Set by the gate; absent on the routes that need no credentials. */
    credential: Credential | undefined;
  };
}

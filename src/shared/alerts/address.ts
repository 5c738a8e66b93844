import { AlertNotSent } from "./alert.ts";

/** A channel with an address: given in the configuration, or named there and kept in the environment. */
interface Addressed {
  readonly name: string;
  readonly url?: string | undefined;
  readonly url_env?: string | undefined;
}

/**
 * The address of a channel; the environment wins, since it is the place for an address that is a secret.
 * @throws AlertNotSent that names the channel and the variable, never the value.
 */
export function channelUrl(channel: Addressed, env: (name: string) => string | undefined): string {
  const fromEnv = channel.url_env === undefined ? undefined : env(channel.url_env);
  const text = fromEnv === undefined || fromEnv === "" ? channel.url : fromEnv;
  if (text === undefined) {
    throw new AlertNotSent(
      channel.url_env === undefined
        ? `channel "${channel.name}" has neither url nor url_env`
        : `channel "${channel.name}": the environment variable ${channel.url_env} is not set`,
    );
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new AlertNotSent(`channel "${channel.name}": its address is not an http or https URL`);
  }
  return text;
}

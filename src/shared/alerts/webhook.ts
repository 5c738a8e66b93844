import { channelUrl } from "./address.ts";
import { type Alert, AlertNotSent, type Channel, message, type Sending } from "./alert.ts";
import { postJson } from "./http_post.ts";
import { signatureHeader } from "./signature.ts";

type WebhookChannel = Extract<Channel, { type: "webhook" }>;

/**
 * Posts the payload as JSON with an idempotency key and, where the channel names a key, a signature.
 * @throws AlertNotSent when it did not arrive, or when the named key is not set: unsigned is not sent in its place.
 */
export async function sendWebhook(
  channel: WebhookChannel,
  delivery: { readonly alert: Alert; readonly sending: Sending },
): Promise<void> {
  const { alert, sending } = delivery;
  const body = JSON.stringify(message(alert));
  const key = channel.secret_env === undefined ? undefined : sending.env(channel.secret_env);
  if (channel.secret_env !== undefined && (key === undefined || key === "")) {
    throw new AlertNotSent(
      `channel "${channel.name}": the environment variable ${channel.secret_env} is not set`,
    );
  }
  await postJson(
    {
      url: channelUrl(channel, sending.env),
      body,
      headers: {
        "idempotency-key": alert.idempotencyKey,
        "x-supawarden-attempt": String(alert.attempt),
        ...(key === undefined
          ? {}
          : { "x-supawarden-signature": signatureHeader(body, { key, now: sending.now }) }),
      },
    },
    sending,
  );
}

import { type Alert, type Channel, headline, type Sending } from "./alert.ts";

type LogChannel = Extract<Channel, { type: "log" }>;

/** Writes one structured line, for log drains and their alerting. */
export async function sendLogLine(
  channel: LogChannel,
  delivery: { readonly alert: Alert; readonly sending: Sending },
): Promise<void> {
  const { alert, sending } = delivery;
  sending.log({
    event: "alert",
    channel: channel.name,
    id: alert.idempotencyKey,
    message: headline(alert.payload),
    ...alert.payload,
  });
}

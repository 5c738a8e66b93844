import { type Alert, type Channel, headline, message, type Sending } from "./alert.ts";

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
    message: headline(alert.payload),
    ...message(alert),
  });
}

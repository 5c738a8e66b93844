import type { Severity } from "../findings/finding.ts";
import { channelUrl } from "./address.ts";
import { type Alert, type AlertPayload, type Channel, headline, type Sending } from "./alert.ts";
import { postJson } from "./http_post.ts";

type SlackChannel = Extract<Channel, { type: "slack" }>;

/** Slack takes 50 blocks a message and 3,000 characters a section. */
const MAX_GROUPS = 40;
const MAX_OBJECTS = 5;
const MAX_CHARACTERS = 2_900;

const MARKS: Readonly<Record<Severity, string>> = {
  error: ":red_circle:",
  warn: ":large_yellow_circle:",
  info: ":large_blue_circle:",
};

/**
 * Posts to an incoming webhook of Slack, or of a service that takes the same shape.
 * @throws AlertNotSent when it did not arrive.
 */
export async function sendSlack(
  channel: SlackChannel,
  delivery: { readonly alert: Alert; readonly sending: Sending },
): Promise<void> {
  const { alert, sending } = delivery;
  await postJson(
    {
      url: channelUrl(channel, sending.env),
      body: JSON.stringify(slackMessage(alert.payload)),
      headers: { "idempotency-key": alert.idempotencyKey },
    },
    sending,
  );
}

/** The message: a line for notifications, then a header and one section a group. */
export function slackMessage(payload: AlertPayload): {
  readonly text: string;
  readonly blocks: readonly object[];
} {
  const shown = payload.groups.slice(0, MAX_GROUPS);
  const left = payload.groups.length - shown.length;
  return {
    text: escapeText(headline(payload)),
    blocks: [
      { type: "header", text: { type: "plain_text", text: headline(payload), emoji: false } },
      ...shown.map((group) => ({ type: "section", text: { type: "mrkdwn", text: sectionText(group) } })),
      {
        type: "context",
        elements: [
          {
            type: "mrkdwn",
            text: escapeText(
              `${left > 0 ? `${left} more groups. ` : ""}Run ${payload.run.id} of ${payload.run.started_at}`,
            ),
          },
        ],
      },
    ],
  };
}

const REPAIR_WORDS = {
  cause: "This ends the cause",
  all: "This repairs all of them",
  first: "This repairs the first, and the others alike",
} as const;

function sectionText(group: AlertPayload["groups"][number]): string {
  const shown = group.objects.slice(0, MAX_OBJECTS);
  const left = (group.object_count ?? group.count) - shown.length;
  const cause = group.root_cause === undefined ? [] : [`One cause: ${codeText(group.root_cause)}`];
  const rules = (group.rules ?? []).map(
    ({ rule, severity, count }) => `${MARKS[severity]} ${codeText(rule)}: ${count}`,
  );
  const { repair } = group;
  const lines = [
    rules.length === 0
      ? `${MARKS[group.severity]} *${escapeText(oneLine(group.title))}* (${codeText(group.rule)})`
      : `${MARKS[group.severity]} *${group.count} findings of one cause*`,
    ...cause,
    ...rules,
    ...shown.map((object) => `• ${codeText(object.identity)}`),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(repair === undefined
      ? []
      : [`${REPAIR_WORDS[repair.scope]} (${repair.safety}):\n${codeBlock(repair.sql)}`]),
  ];
  // Whole lines only: a cut inside an escape or a code span would garble the rest.
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > MAX_CHARACTERS) break;
    kept.push(line);
    length += line.length + 1;
  }
  return kept.join("\n");
}

/** SQL in a code block, where no formatting applies; three backticks would end it. */
function codeBlock(sql: string): string {
  return `\`\`\`${escapeText(sql.replaceAll("`", "'"))}\`\`\``;
}

/** Slack's three control characters; everything else is text. */
function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Text in a code span, where no formatting applies; a backtick would end it. */
function codeText(text: string): string {
  return `\`${escapeText(oneLine(text).replaceAll("`", "'"))}\``;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}

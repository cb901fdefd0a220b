import { eventSchema, type Event, type InboxEvent } from '#contract';

/** An event as a line of an inbox row: whose it is, a tab, and its JSON, which never holds a line break. */
export const toLine = (workspaceId: number, event: Event): string =>
  `${workspaceId}\t${JSON.stringify(event)}`;

/** @throws SyntaxError or TypeError where the line is none that `toLine` made. */
export function parseLine(line: string): InboxEvent {
  const tab = line.indexOf('\t');
  const body = line.slice(tab + 1);
  const event: unknown = JSON.parse(body);
  if (!isEvent(event)) {
    throw new TypeError(
      `The event cannot be read: ${eventSchema.safeParse(event).error?.issues[0]?.path.join('.')}`,
    );
  }
  return { workspaceId: Number(line.slice(0, tab)), event, body };
}

/** The API has read the event thoroughly; this is the part of it that a chunk would break on. */
function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'type' in value &&
    typeof value.type === 'string' &&
    'messageId' in value &&
    typeof value.messageId === 'string' &&
    'timestamp' in value &&
    typeof value.timestamp === 'string' &&
    'receivedAt' in value &&
    typeof value.receivedAt === 'string'
  );
}

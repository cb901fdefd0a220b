import type { z } from 'zod';
import { staffApi } from '#contract';
import { eventually } from './eventually.js';
import type { System } from './system.js';

export type ShownLiveEvent = z.infer<typeof staffApi.liveEvent>;

/** A browser that follows the live events. */
export interface LiveStream {
  readonly status: number;
  readonly headers: Headers;
  /** Everything it was told so far, in order. */
  readonly told: readonly ShownLiveEvent[];
  /** Waits until it is told of one like this. */
  until(what: string, isIt: (event: ShownLiveEvent) => boolean): Promise<ShownLiveEvent>;
  /** Resolves when the other end has ended it. */
  readonly ended: Promise<void>;
  /** Hangs up. */
  close(): void;
}

/** Opens a stream of live events with the token of a session. */
export async function followLive(
  { baseUrl }: Pick<System, 'baseUrl'>,
  token: string,
  { query = '', lastEventId }: { query?: string; lastEventId?: string } = {},
): Promise<LiveStream> {
  const hangUp = new AbortController();
  const response = await fetch(`${baseUrl}/api/live-events/stream${query}`, {
    headers: {
      cookie: `hydra_session=${token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: hangUp.signal,
  });
  const told: ShownLiveEvent[] = [];
  const ended = read(response, told).catch(() => undefined);
  return {
    status: response.status,
    headers: response.headers,
    told,
    ended,
    until: (what, isIt) => eventually(`the stream tells of ${what}`, () => told.findLast(isIt)),
    close: () => hangUp.abort(),
  };
}

/** Each message is told once it is whole; comments are for the connection alone. */
async function read(response: Response, told: ShownLiveEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const fields = new Map(
        message.split('\n').map((line): [string, string] => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      if (fields.get('event') !== 'live') continue;
      const event = staffApi.liveEvent.parse(JSON.parse(fields.get('data') ?? ''));
      expect(fields.get('id')).toBe(event.id);
      told.push(event);
    }
  }
}

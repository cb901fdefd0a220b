/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body, parsed where it is JSON; else its text. */
  readonly body: unknown;
}

const timeoutMs = 20_000;

/** Sends a request and reads the answer, whatever its status. A body that is not text or bytes is sent as JSON. */
export async function request(
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(isRaw(body) || body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: isRaw(body) || body === undefined ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse(text) };
}

/** Sends an event or a batch as Segment does. */
export function send(
  baseUrl: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return request(`${baseUrl}${path}`, { method: 'POST', headers, body });
}

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a client makes of an answer. */
export type Reading = 'taken' | 'given up' | 'sent again';

/** How a client reads an answer, and what has to come out where its key is refused and where storage is away. */
export interface Rule {
  read(status: number, body: unknown): Reading;
  readonly refused: Reading;
  readonly unavailable: Reading;
}

const isAgain = (status: number): boolean => status === 429 || status >= 500;
const elseBy = (status: number): Reading => (isAgain(status) ? 'sent again' : 'given up');
const isObject = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const usual = { refused: 'given up', unavailable: 'sent again' } as const;

/** By what clients make of an answer, as their sources have it. */
export const rules = {
  /** Success is 200 and nothing else; 201 to 399 would be sent again without a pause. */
  only200: {
    ...usual,
    read: (status) => (status === 200 ? 'taken' : status < 400 ? 'sent again' : elseBy(status)),
  },
  /** Without code and message an error counts as one of the network, and is sent again. */
  codeAndMessage: {
    ...usual,
    read: (status, body) => {
      if (status === 200) return 'taken';
      const isTold =
        isObject(body) && typeof body['code'] === 'string' && typeof body['message'] === 'string';
      return isTold ? elseBy(status) : 'sent again';
    },
  },
  /** Whatever is not a JSON object is sent again. An `error` in it is reported to the caller, so a success has none. */
  jsonObject: {
    ...usual,
    read: (status, body) => {
      if (!isObject(body)) return 'sent again';
      return status >= 400 ? elseBy(status) : 'error' in body ? 'given up' : 'taken';
    },
  },
  /** A success is parsed as an object with a boolean in it. */
  parsedSuccess: {
    ...usual,
    read: (status, body) => {
      if (status >= 300) return elseBy(status);
      return isObject(body) && typeof body['success'] === 'boolean' ? 'taken' : 'given up';
    },
  },
  below300: { ...usual, read: (status) => (status < 300 ? 'taken' : elseBy(status)) },
  /** Refusals are sent again too, a limited number of times. */
  below300OrAgain: {
    refused: 'sent again',
    unavailable: 'sent again',
    read: (status) => (status < 300 ? 'taken' : 'sent again'),
  },
  /** Nothing that is answered is sent again; the caller hears of it, or only the log. */
  only200OrNever: {
    refused: 'given up',
    unavailable: 'given up',
    read: (status) => (status === 200 ? 'taken' : 'given up'),
  },
} as const satisfies Record<string, Rule>;

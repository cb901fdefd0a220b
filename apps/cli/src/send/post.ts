import { StartError } from '../start-error.js';
import type { SendRequest } from './arguments.js';

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly ms: number;
  /** Code and message of a refusal; null when the call was accepted. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

const timeoutMs = 10_000;

/** Posts the call. @throws StartError when nobody answers */
export async function postCall(apiUrl: string, key: string, { type, call }: SendRequest): Promise<Answer> {
  const began = performance.now();
  try {
    const response = await fetch(new URL(`/v1/${type}`, apiUrl), {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(call),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await response.json().catch(() => null);
    const ms = performance.now() - began;
    return { status: response.status, ms, refusal: response.ok ? null : readRefusal(answer) };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    throw new StartError(
      late
        ? `${apiUrl} does not answer within ${timeoutMs / 1_000} s.`
        : `Nothing answers at ${apiUrl}. Start Hydra with npm start, or say where it is with --url.`,
      { cause: error },
    );
  }
}

function readRefusal(answer: unknown): { code: string; message: string } {
  const said = typeof answer === 'object' && answer !== null ? answer : {};
  const code = 'code' in said && typeof said.code === 'string' ? said.code : 'no code';
  const message =
    'message' in said && typeof said.message === 'string' ? said.message : 'The answer is none of Hydra’s.';
  return { code, message };
}

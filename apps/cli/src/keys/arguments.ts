import { keyOverlaps, staffApi, type KeyOverlap } from '#contract';
import { wrong } from '../prisma-command.js';

const hourMs = 60 * 60_000;
const unitMs: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, y: 365 * 24 * hourMs };

/** When something ends that lasts for so long, such as 12h, 30d or 1y, from now on. @throws HydraError */
export function readExpiry(text: string, nowMs: number): Date {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([hdy])$/.exec(text) ?? [];
  const lengthMs = unitMs[unit];
  if (lengthMs === undefined)
    throw wrong(
      `--expires is "${text}"; it must be a number of hours, days or years, such as 12h, 30d or 1y.`,
    );
  return new Date(nowMs + Number(count) * lengthMs);
}

/** Addresses and networks, separated by commas; empty means from everywhere. @throws HydraError */
export function readAddresses(text: string): string[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const result = staffApi.allowedAddresses.safeParse(entries);
  if (result.success) return result.data;
  const [index] = result.error.issues[0]?.path ?? [];
  if (typeof index === 'number')
    throw wrong(
      `--allow names "${entries[index]}", which must be an address or a network, such as 203.0.113.7 or 2001:db8::/32.`,
    );
  throw wrong('--allow names too many addresses. Name networks instead, such as 203.0.113.0/24.');
}

/** For how long two keys are taken. @throws HydraError */
export function readOverlap(text: string): KeyOverlap {
  const overlap = keyOverlaps.find((known) => known === text);
  if (overlap === undefined)
    throw wrong(`--overlap is "${text}"; it must be one of ${keyOverlaps.join(', ')}.`);
  return overlap;
}

/** @throws HydraError */
export function readKeyId(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  // Whoever pastes the key itself is not shown it again: what commands print is often kept.
  if (text.startsWith('hydra_'))
    throw wrong('This is a key and not the id of one. npm run keys -- list shows the ids.');
  throw wrong(`"${text}" is not the id of a key. npm run keys -- list shows the ids.`);
}

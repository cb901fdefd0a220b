/** What a line of a child's log is worth telling at the terminal. */
export interface TellingLine {
  readonly severity: 'warn' | 'error';
  readonly text: string;
}

const warnLevel = 40;
const errorLevel = 50;
const textLengthMax = 240;

/**
 * Reads one line of a log: structured ones of level warn and above, and why a program ended by itself. Others are null.
 */
export function parseLogLine(line: string): TellingLine | null {
  if (line.startsWith('{')) return parseStructured(line);
  const reason =
    /^Hydra ended: (.+)/.exec(line)?.[1] ??
    /^(?:Uncaught )?(?:[A-Z]\w*)?Error(?: \[\w+\])?: .+/.exec(line)?.[0];
  return reason === undefined ? null : { severity: 'error', text: shorten(reason) };
}

function parseStructured(line: string): TellingLine | null {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof entry !== 'object' || entry === null) return null;
  const level = 'level' in entry && typeof entry.level === 'number' ? entry.level : 0;
  if (level < warnLevel) return null;
  const message = 'msg' in entry && typeof entry.msg === 'string' ? entry.msg : '';
  const cause = 'err' in entry ? causeOf(entry.err) : '';
  const text =
    cause === '' || message.includes(cause) ? message : `${message}${message === '' ? '' : ': '}${cause}`;
  return { severity: level >= errorLevel ? 'error' : 'warn', text: shorten(text) };
}

function causeOf(err: unknown): string {
  const message = typeof err === 'object' && err !== null && 'message' in err ? err.message : '';
  return typeof message === 'string' ? (message.split('\n')[0] ?? '') : '';
}

function shorten(text: string): string {
  const oneLine = text.replaceAll(/[^\P{C}]+/gu, ' ').trim();
  return oneLine.length > textLengthMax ? `${oneLine.slice(0, textLengthMax)}…` : oneLine;
}

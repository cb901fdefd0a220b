import { styleText } from 'node:util';
import { firstRunLines, type FirstRun } from './first-run.js';
import type { TellingLine } from './log-lines.js';

/** What a person at the terminal sees: few lines, each once. */
export interface Terminal {
  /** One part of the start that is done: what it is, and where. */
  fact(name: string, text: string): void;
  /** Something that happened while running. */
  note(text: string): void;
  /** A warning or an error from a child's log. The same one is not repeated within ten seconds. */
  surface(source: string, line: TellingLine): void;
  firstRun(firstRun: FirstRun, apiUrl: string): void;
  text(lines: readonly string[]): void;
}

const repeatAfterMs = 10_000;
const nameWidth = 10;
const rememberedMax = 200;

/** The terminal that this process was started from. Colours where it can show them. */
export function openTerminal(): Terminal {
  // The terminal may be closed while we still have to stop everything.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const colours = process.stdout.isTTY === true && process.stdout.hasColors();
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    colours ? styleText(format, text) : text;
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  // Not before the first good news, so that a start which fails says one line and nothing else.
  let headed = false;
  const seen = new Map<string, number>();
  return {
    fact: (name, text) => {
      if (!headed) write(`\n${style('bold', 'Hydra')}\n`);
      headed = true;
      write(`  ${name.padEnd(nameWidth)} ${text}`);
    },
    note: (text) => write(`  ${style('dim', clock(new Date()))}  ${text}`),
    surface: (source, line) => {
      const now = Date.now();
      const key = `${source} ${line.text}`;
      if (now - (seen.get(key) ?? 0) < repeatAfterMs) return;
      if (seen.size >= rememberedMax) seen.clear();
      seen.set(key, now);
      const severity = style(line.severity === 'error' ? 'red' : 'yellow', line.severity);
      write(`  ${style('dim', clock(new Date(now)))}  ${source}: ${severity} ${line.text}`);
    },
    firstRun: (firstRun, apiUrl) => write(firstRunLines(firstRun, apiUrl).join('\n')),
    text: (lines) => write(lines.join('\n')),
  };
}

function clock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

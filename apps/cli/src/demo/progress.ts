import { styleText } from 'node:util';

/** One line that shows how far long work is. */
export interface Progress {
  /** What is done of it now, and what is worth knowing beside that. */
  show(done: number, note: string): void;
  /** Leaves the line as it is, complete, and goes to the next one. */
  finish(note: string): void;
}

const barWidth = 28;
const redrawMs = 100;
const stepsWithoutTerminal = 10;

/** A progress line on a terminal; a line at every tenth of the work where the output goes elsewhere. */
export function openProgress(
  label: string,
  total: number,
  output: NodeJS.WriteStream = process.stdout,
): Progress {
  return output.isTTY ? onTerminal(label, total, output) : inLines(label, total, output);
}

function onTerminal(label: string, total: number, output: NodeJS.WriteStream): Progress {
  let drawnAt = 0;
  const draw = (done: number, note: string): void => {
    const line = progressLine(label, done / total, note, output.columns);
    const coloured = output.hasColors() ? line.replace(/█+/, (bar) => styleText('cyan', bar)) : line;
    // The cursor waits at the beginning, so that what somebody else writes meanwhile begins there too.
    output.write(`\r\u001b[2K${coloured}\r`);
  };
  return {
    show: (done, note) => {
      const now = performance.now();
      if (now - drawnAt < redrawMs) return;
      drawnAt = now;
      draw(done, note);
    },
    finish: (note) => {
      draw(total, note);
      output.write('\n');
    },
  };
}

function inLines(label: string, total: number, output: NodeJS.WriteStream): Progress {
  let step = 0;
  const write = (done: number, note: string): void =>
    void output.write(`  ${label}  ${percent(done / total)}  ${note}\n`);
  return {
    show: (done, note) => {
      const reached = Math.floor((done / total) * stepsWithoutTerminal);
      if (reached <= step || reached >= stepsWithoutTerminal) return;
      step = reached;
      write(done, note);
    },
    finish: (note) => write(total, note),
  };
}

/** The line, cut to the width of the terminal: a longer one would be drawn over several lines, again and again. */
export function progressLine(label: string, share: number, note: string, columns: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  return `  ${label}  ${bar}  ${percent(share)}  ${note}`.slice(0, Math.max(1, columns - 1));
}

const percent = (share: number): string => `${String(Math.floor(share * 100)).padStart(3)} %`;

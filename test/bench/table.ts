import type { Row } from './row.js';

const columns = ['', 'what', 'engine', 'value', 'must', 'detail'] as const;
const detailWidth = 78;

/** The rows as a table for a terminal. */
export function renderTable(rows: readonly Row[]): string {
  const lines = rows.flatMap(toLines);
  const widths = columns.map((title, i) =>
    Math.max(title.length, ...lines.map((line) => (line[i] ?? '').length)),
  );
  const render = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [render(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...lines.map(render)].join(
    '\n',
  );
}

function toLines(row: Row): string[][] {
  const details = wrap(row.detail, detailWidth);
  return details.map((detail, i) => {
    if (i > 0) return ['', '', '', '', '', detail];
    return [row.pass ? '✓' : '✗', row.what, row.engine, renderValue(row), renderBar(row), detail];
  });
}

function renderValue({ value, unit }: Row): string {
  return `${round(value)} ${unit}`;
}

function renderBar({ bar }: Row): string {
  return 'atLeast' in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;
}

function round(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

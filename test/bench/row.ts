import type { Engine, RowName } from './options.js';

/** One line of the table: what was measured, what it must reach, and whether it does. */
export interface Row {
  readonly name: RowName;
  readonly engine: Engine;
  readonly what: string;
  readonly value: number;
  readonly unit: '×' | 's' | 'ms' | 'MB';
  readonly bar: { readonly atLeast: number } | { readonly atMost: number };
  readonly pass: boolean;
  /** The figures behind the value, to be read by people. */
  readonly detail: string;
  /** The same figures for programs. */
  readonly figures: Readonly<Record<string, number | readonly number[]>>;
}

/** Makes a row and judges it. */
export function judge(row: Omit<Row, 'pass'>, andAlso = true): Row {
  const { value, bar } = row;
  const reaches = 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost;
  return { ...row, pass: reaches && andAlso };
}

/** A number with thousands separated, without decimals: 12,345. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

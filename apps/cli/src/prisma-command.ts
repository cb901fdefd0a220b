import { parseArgs, type ParseArgsConfig } from 'node:util';
import { HydraError } from '#contract';
import type { PrismaClient } from '#database';

/** What such a command works with. */
export interface CommandContext {
  readonly prisma: PrismaClient;
  /** Takes one line for the person who typed the command. */
  readonly print: (line: string) => void;
}

/** A command that does what its arguments say. @throws HydraError when they, or the state, do not allow it */
export type PrismaCommand = (args: readonly string[], context: CommandContext) => Promise<void>;

/** Who is put on record for what is done at the command line. */
export const commandLineActor = 'command line';

/** An error for the person who typed the command. */
export const wrong = (message: string): HydraError => new HydraError('invalid_request', { message });

/** Options and what stands beside them. @throws HydraError with the usage, where an option is not known */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw wrong(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** Rows as columns; the first is the heading. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A time to the minute, in UTC. */
export const minute = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');

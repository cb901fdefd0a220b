/** How often an event has failed, and since when (ISO 8601). */
export type Failure = { attempts: number; firstFailedAt: string };

/** The failures of the lines that have any. A row that was replayed has one for each of its lines. */
export function failuresByLine(
  rows: readonly { body: string; failures: Failure[] | null }[],
): Map<string, Failure> {
  const byLine = new Map<string, Failure>();
  for (const { body, failures } of rows) {
    if (failures === null) continue;
    for (const [at, line] of body.split('\n').entries()) {
      const failure = failures[at];
      if (failure) byLine.set(line, failure);
    }
  }
  return byLine;
}

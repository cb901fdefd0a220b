/** What happened, and how to mend it. */
export interface Explanation {
  readonly reason: string;
  readonly advice: string;
}

/** Takes a message of the tables apart: its first sentence says what happened, the rest what to do. A rule says both at once. */
export function explain(message: string): Explanation {
  const end = /[.!?] (?=\p{Lu})/u.exec(message)?.index;
  if (end === undefined) return { reason: message, advice: message };
  return { reason: message.slice(0, end + 1), advice: message.slice(end + 2) };
}

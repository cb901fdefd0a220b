/** The text, cut off at so many UTF-16 units. Half a character that the cut leaves becomes U+FFFD: Postgres stores none. */
export const cutText = (text: string, lengthMax: number): string =>
  text.length > lengthMax ? text.slice(0, lengthMax).toWellFormed() : text;

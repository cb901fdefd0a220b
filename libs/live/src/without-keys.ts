/** What an API key looks like, and a part of one. */
const keyLike = /hydra_(live|test)_[0-9A-Za-z]+/g;
/** The name under which clients put the key into the body, however it is spelled. */
const keyName = /^write_?key$/i;
const keyNameIn = /write_?key/i;
/** The same with its value, in a text that could not be read as JSON. */
const keyWithValue = /(write_?key\\?["']?\s*[:=]\s*\\?["']?)[^"'\\\s,}&]+/gi;

/** The text with everything in it that looks like an API key made unreadable. */
export const withoutKeys = (text: string): string =>
  text.includes('hydra_') ? text.replaceAll(keyLike, 'hydra_$1_…') : text;

/** The same for a text that may name a key without being JSON. */
export const withoutNamedKeys = (text: string): string =>
  withoutKeys(keyNameIn.test(text) ? text.replaceAll(keyWithValue, '$1…') : text);

/** The value as JSON without API keys, at whatever depth they stand; null where it is nested too deeply to be written. */
export function toJsonWithoutKeys(value: unknown): string | null {
  try {
    const json = JSON.stringify(value);
    if (json === undefined) return null;
    return withoutKeys(keyNameIn.test(json) ? JSON.stringify(value, leaveOutKeys) : json);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The same for a value whose JSON is there already. */
export const lineWithoutKeys = (json: string, value: unknown): string | null =>
  keyNameIn.test(json) ? toJsonWithoutKeys(value) : withoutKeys(json);

const leaveOutKeys = (name: string, value: unknown): unknown => (keyName.test(name) ? undefined : value);

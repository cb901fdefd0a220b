import type { LiveEventDetails } from '#live';

/** Sends the live event again from a shell, with the key in $HYDRA_KEY; null where the whole of it is not known. */
export function curlOf({ raw, cut, shown }: LiveEventDetails, origin: string): string | null {
  if (raw === null || cut) return null;
  return [
    `curl -X POST ${quoted(`${origin}${shown.path}`)}`,
    '-u "$HYDRA_KEY:"',
    "-H 'Content-Type: application/json'",
    `--data-raw ${quoted(raw)}`,
  ].join(' ');
}

/** Nothing within single quotes means anything to a shell but their end. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'hydra_live_';
const secretLength = 32;
/** 62 to the power of 6 is more than 2 to the power of 32, so six characters hold a CRC32. */
const checksumLength = 6;
const keyPattern = new RegExp(`^${prefix}[0-9A-Za-z]{${secretLength + checksumLength}}$`);

/**
 * Makes a new key: `hydra_live_`, 32 random base62 characters (190 bits), and a checksum of six.
 * @param random gives that many random bytes
 */
export function generateKey(random: (size: number) => Uint8Array = randomBytes): string {
  const body = prefix + randomCharacters(secretLength, random);
  return body + checksum(body);
}

/** Whether the text can be a key at all: a mistyped or cut-off one is told from its checksum, without a look-up. */
export function isWellFormedKey(text: string): boolean {
  if (!keyPattern.test(text)) return false;
  const body = text.slice(0, -checksumLength);
  return checksum(body) === text.slice(-checksumLength);
}

/** SHA-256 of a key: what is stored and looked up in its place. A slow hash is for secrets that can be guessed. */
export function digestKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** What is shown of a key once it cannot be shown any more: the prefix and the last four characters. */
export function keyHint(key: string): string {
  return `${prefix}…${key.slice(-4)}`;
}

/** Bytes of 248 and more are dropped: 256 is no multiple of 62, and the first characters would come up more often. */
function randomCharacters(length: number, random: (size: number) => Uint8Array): string {
  const unbiasedBelow = 256 - (256 % alphabet.length);
  let characters = '';
  while (characters.length < length) {
    for (const byte of random(length)) {
      if (byte < unbiasedBelow && characters.length < length) characters += alphabet[byte % alphabet.length];
    }
  }
  return characters;
}

function checksum(body: string): string {
  let rest = crc32(body);
  let characters = '';
  for (let i = 0; i < checksumLength; i += 1) {
    characters = (alphabet[rest % alphabet.length] ?? '') + characters;
    rest = Math.floor(rest / alphabet.length);
  }
  return characters;
}

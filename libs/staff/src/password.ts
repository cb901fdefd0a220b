import { hash, verify } from '@node-rs/argon2';
import { Turnstile } from './turnstile.js';

/** OWASP's minimum for argon2id, which is the algorithm that the library takes by default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each takes 19 MiB and a thread of Node's four, which others need too. */
const turnstile = new Turnstile(2, 100);

/** The hash of a random password that nobody knows. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$n0Xj+XeLXwzRNvOrScWwww$W+iTD078iZebxf599QnUPOR6QMiYLLLI5XTjOzAMwRo';

/** The argon2id hash of a password, with its salt and cost. @throws HydraError overloaded */
export function hashPassword(password: string): Promise<string> {
  return turnstile.pass(() => hash(password, cost));
}

/**
 * Whether this is the password. Takes as long without a hash as with one, so that nobody learns who has an account.
 * @throws HydraError overloaded
 */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await turnstile.pass(() => verify(passwordHash ?? nobodysHash, password));
  return passwordHash !== null && matches;
}

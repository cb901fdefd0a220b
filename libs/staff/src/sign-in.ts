import type { PrismaClient } from '#database';
import { HydraError } from '#contract';
import { normalEmail } from './create-staff.js';
import { isPassword } from './password.js';
import { openSession, type Session } from './session.js';
import type { SignInLimits } from './sign-in-limits.js';

/** What somebody sent to sign in, and from which address. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly ip: string;
}

/**
 * Opens a session for who has this address and password.
 * @throws HydraError wrong_credentials (the same, and after as long, whether the account exists or not),
 * too_many_sign_ins, overloaded
 */
export async function signIn(
  prisma: Pick<PrismaClient, 'staff' | '$transaction'>,
  limits: SignInLimits,
  { email, password, ip }: Credentials,
): Promise<{ token: string; session: Session }> {
  const attempt = { email: normalEmail(email), ip };
  await limits.count(attempt);
  const staff = await prisma.staff.findUnique({
    where: { email: attempt.email },
    include: { workspace: true },
  });
  const matches = await isPassword(password, staff?.passwordHash ?? null);
  if (staff === null || !matches) throw new HydraError('wrong_credentials');
  await limits.forgive(attempt);
  return openSession(prisma, staff);
}

import type { PrismaClient } from '#database';
import { HydraError } from '#contract';
import { hashPassword } from './password.js';

/** What is asked for. */
export interface NewStaff {
  readonly workspaceId: number;
  readonly email: string;
  readonly password: string;
}

/** Short passwords can be guessed whatever the hash. */
const passwordLengthMin = 12;

/**
 * Makes a sign-in for a workspace. The address is the same in any case.
 * @throws HydraError invalid_request when the password is too short or the address has a sign-in already
 */
export async function createStaff(
  prisma: Pick<PrismaClient, 'staff'>,
  { workspaceId, email, password }: NewStaff,
): Promise<{ id: string; email: string }> {
  if (password.length < passwordLengthMin) {
    throw new HydraError('invalid_request', {
      message: `The password must be at least ${passwordLengthMin} characters long.`,
    });
  }
  const address = normalEmail(email);
  const passwordHash = await hashPassword(password);
  const { count } = await prisma.staff.createMany({
    data: [{ workspaceId, email: address, passwordHash }],
    skipDuplicates: true,
  });
  const staff = await prisma.staff.findUnique({ where: { email: address }, select: { id: true } });
  if (count === 0 || staff === null) {
    throw new HydraError('invalid_request', { message: 'This e-mail address has a sign-in already.' });
  }
  return { id: staff.id, email: address };
}

/** How an e-mail address is stored and looked up. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

import { HydraError } from '#contract';
import { SignInLimits } from './sign-in-limits.js';

const refusalOf = (work: Promise<void>): Promise<HydraError | null> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HydraError ? error : Promise.reject(error)),
  );

describe('SignInLimits', () => {
  it('refuses the sixth try for an account from one address, and says when to come back', async () => {
    const limits = new SignInLimits();
    const attempt = { email: 'ada@example.com', ip: '192.0.2.1' };
    for (let i = 0; i < 5; i += 1) await limits.count(attempt);
    const refusal = await refusalOf(limits.count(attempt));
    expect(refusal?.code).toBe('too_many_sign_ins');
    expect(refusal?.retryAfterSeconds).toBeGreaterThan(800);
    expect(refusal?.retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(await refusalOf(limits.count({ ...attempt, ip: '192.0.2.2' }))).toBeNull();
  });

  it('refuses an address that tries many accounts', async () => {
    const limits = new SignInLimits();
    for (let i = 0; i < 30; i += 1) await limits.count({ email: `user${i}@example.com`, ip: '192.0.2.1' });
    const refusal = await refusalOf(limits.count({ email: 'ada@example.com', ip: '192.0.2.1' }));
    expect(refusal?.code).toBe('too_many_sign_ins');
  });

  it('refuses an account that is tried from many addresses', async () => {
    const limits = new SignInLimits();
    for (let i = 0; i < 50; i += 1) await limits.count({ email: 'ada@example.com', ip: `192.0.2.${i}` });
    const refusal = await refusalOf(limits.count({ email: 'ada@example.com', ip: '192.0.2.99' }));
    expect(refusal?.code).toBe('too_many_sign_ins');
  });

  it('never refuses who signs in rightly, however often', async () => {
    const limits = new SignInLimits();
    const attempt = { email: 'ada@example.com', ip: '192.0.2.1' };
    for (let i = 0; i < 100; i += 1) {
      await limits.count(attempt);
      await limits.forgive(attempt);
    }
    expect(await refusalOf(limits.count(attempt))).toBeNull();
  });
});

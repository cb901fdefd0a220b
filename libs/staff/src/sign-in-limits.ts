import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HydraError } from '#contract';

/** Who tries to sign in, and from which address. */
export interface Attempt {
  readonly email: string;
  readonly ip: string;
}

const windowSeconds = 15 * 60;

/**
 * Bounds how often passwords can be tried, within 15 minutes and one process: 5 times for an account from one address,
 * 30 times from one address, 50 times for an account. The last is wide, so that a stranger cannot easily lock out its owner.
 */
export class SignInLimits {
  private readonly fromOneAddress = new RateLimiterMemory({
    keyPrefix: 'ip',
    points: 30,
    duration: windowSeconds,
  });
  private readonly forOneAccount = new RateLimiterMemory({
    keyPrefix: 'account',
    points: 50,
    duration: windowSeconds,
  });
  private readonly forBoth = new RateLimiterMemory({
    keyPrefix: 'both',
    points: 5,
    duration: windowSeconds,
  });

  /**
   * Counts an attempt. To be called before the password is looked at, so that attempts at the same moment count too.
   * @throws HydraError too_many_sign_ins
   */
  async count({ email, ip }: Attempt): Promise<void> {
    try {
      await this.fromOneAddress.consume(ip);
      await this.forBoth.consume(`${email} ${ip}`);
      await this.forOneAccount.consume(email);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new HydraError('too_many_sign_ins', {
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
  }

  /** Takes back an attempt that was right. What others tried for the account still counts. */
  async forgive({ email, ip }: Attempt): Promise<void> {
    await this.forBoth.delete(`${email} ${ip}`);
    await this.fromOneAddress.reward(ip);
    await this.forOneAccount.reward(email);
  }
}

import { HydraError } from '#contract';

/** @throws HydraError invalid_request where a key would be refused from the beginning */
export function assertFuture(expiresAt: Date | null | undefined): void {
  if (!expiresAt || expiresAt.getTime() > Date.now()) return;
  const message = 'must be in the future';
  throw new HydraError('invalid_request', {
    message: `expiresAt ${message}. To end a key now, revoke it.`,
    details: [{ field: 'expiresAt', message }],
  });
}

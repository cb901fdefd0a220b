import type { Environment } from '#config';

/** Events that are on their way when a fault strikes. */
export const size = 20_000;

/** How long after a fault everything may take to be as if it had not been. */
export const recoveryMaxMs = 90_000;

export const testMaxMs = 300_000;

/** Without a rate limit, so that the load is not spread over the twenty seconds that the default would take. */
export const settings: Environment = { HYDRA_RATE_LIMIT: '1000000', HYDRA_LOG_LEVEL: 'info' };

import type pg from 'pg';
import type { Config } from '#config';

/** What the first start made. The secrets are shown once and kept nowhere. */
export interface FirstRun {
  readonly workspaceName: string;
  readonly staffEmail: string;
  /** null when it was given by HYDRA_ADMIN_PASSWORD, and need not be shown. */
  readonly staffPassword: string | null;
  readonly apiKey: string;
}

/** Makes what a new Hydra needs; null when it has been made before. */
export type SetUpFirstRun = (pool: pg.Pool, config: Config) => Promise<FirstRun | null>;

/** What the first start shows: the sign-in and the key, and a call that works when it is pasted. */
export function firstRunLines(firstRun: FirstRun, apiUrl: string): string[] {
  const event = {
    userId: 'u1',
    event: 'Feature Used',
    properties: { feature: 'Device management', eventFlag: 'Positive' },
  };
  return [
    '',
    '  This is the first start. The password and the key are shown this once:',
    '',
    `    Workspace   ${firstRun.workspaceName}`,
    `    Sign-in     ${firstRun.staffEmail}`,
    `    Password    ${firstRun.staffPassword ?? '(the one in HYDRA_ADMIN_PASSWORD)'}`,
    `    API key     ${firstRun.apiKey}`,
    '',
    '  Send an event:',
    '',
    `    curl ${apiUrl}/v1/track -u ${firstRun.apiKey}: -H 'Content-Type: application/json' \\`,
    `      -d '${JSON.stringify(event)}'`,
  ];
}

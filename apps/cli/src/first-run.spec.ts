import { firstRunLines } from './first-run.js';

const firstRun = {
  workspaceName: 'Main',
  staffEmail: 'ada@example.com',
  staffPassword: 'made-up',
  apiKey: 'hydra_live_x',
};

describe('firstRunLines', () => {
  it('shows the sign-in, the key and a call that uses it', () => {
    const text = firstRunLines(firstRun, 'http://localhost:3000').join('\n');
    expect(text).toContain('made-up');
    expect(text).toContain('curl http://localhost:3000/v1/track -u hydra_live_x: ');
    expect(JSON.parse(/-d '(.*)'/.exec(text)?.[1] ?? '')).toMatchObject({ userId: 'u1' });
  });

  it('does not show a password that was given by a setting', () => {
    expect(firstRunLines({ ...firstRun, staffPassword: null }, 'http://x').join('\n')).toContain(
      'HYDRA_ADMIN_PASSWORD',
    );
  });
});

import { generateKey } from '#keys';
import { suspendWorkspace } from '#workspaces';
import { findFreePort } from '../support/free-port.js';
import { request, type Answer } from '../support/http.js';
import { findInDatabase } from '../support/find-in-database.js';
import { formsOf } from '../support/key-forms.js';
import { onEngine } from '../support/rig.js';
import { sendEverywhere } from '../support/send-key.js';
import { signIn } from '../support/staff-client.js';
import { textIn } from './field-in.js';

const metricsPort = await findFreePort();

/** Whatever was answered; the settings document alone is there to say the key to who knows it already. */
const saidIn = (answers: readonly Answer[]): string =>
  answers
    .filter(({ body }) => !(typeof body === 'object' && body !== null && 'integrations' in body))
    .map(({ status, body, headers }) => JSON.stringify([status, body, [...headers]]))
    .join('\n');

onEngine(
  'postgres',
  (rig) => {
    test('a key is in no log, no answer, no metric and no table, whatever way it was sent and whatever became of it', async () => {
      const { baseUrl } = rig.system;
      const { prisma, pool } = rig.database;
      const workspace = await rig.newWorkspace({ withStaff: true });
      const suspended = await rig.newWorkspace();
      const staff = await signIn(rig.system, workspace);
      const made = async (body: object): Promise<{ id: string; key: string }> => {
        const answer = await staff.post('keys', { name: 'Made', ...body });
        return { id: textIn(answer.body, 'id'), key: textIn(answer.body, 'key') };
      };
      const rotated = await made({});
      const fresh = (await staff.post(`keys/${rotated.id}/rotate`, { overlap: 'now' })).body;
      const revoked = await made({});
      await staff.delete(`keys/${revoked.id}`);
      const elsewhere = await made({ allowedAddresses: ['203.0.113.7'] });
      await suspendWorkspace(prisma, { id: suspended.id, actor: 'test' });
      const secrets: string[] = [];
      for (let count = 0; count < 2; count += 1)
        secrets.push(textIn((await staff.post('integrations/segment/signing-secret', {})).body, 'secret'));
      const mistyped = `${workspace.key.slice(0, -1)}${workspace.key.endsWith('a') ? 'b' : 'a'}`;
      const known = [
        workspace.key,
        suspended.key,
        rotated.key,
        textIn(fresh, 'key'),
        revoked.key,
        elsewhere.key,
      ];
      const keys = [...known, mistyped, generateKey()];
      const forms = keys.flatMap(formsOf);
      const secretForms = secrets.flatMap(formsOf);
      rig.secrets.push(...forms, ...secretForms);

      const answers: Answer[] = [];
      for (const key of keys) answers.push(...(await sendEverywhere(baseUrl, key)));
      // Where staff mistake a key for something else.
      for (const path of [
        `people?search=${workspace.key}`,
        `people?writeKey=${workspace.key}`,
        `people?${workspace.key}=1`,
        `people/${workspace.key}`,
        `audit?object=${workspace.key}`,
        `audit?cursor=${workspace.key}`,
        `${workspace.key}`,
        'keys',
        'audit',
        'integrations/segment',
      ])
        answers.push(await staff.get(path));
      answers.push(await staff.delete(`keys/${workspace.key}`));
      for (const body of [
        { name: [workspace.key] },
        { name: 'Odd', [workspace.key]: true },
        { name: 'Odd', expiresAt: workspace.key, writeKey: workspace.key },
      ])
        answers.push(await staff.post('keys', body));
      answers.push(
        await request(`${baseUrl}/api/session`, {
          method: 'POST',
          body: { email: workspace.staff?.email, password: workspace.key },
        }),
      );
      await rig.settled();
      // A row that cannot be processed, beside what a request with a key left behind.
      await pool.query(
        `INSERT INTO inbox (queue, event_count, body, received_at) VALUES ('track', 1, $1, now() - interval '1 hour')`,
        [`${workspace.id}\t{"event":`],
      );
      await rig.settled();
      await rig.proxy.cut();
      for (const key of [workspace.key, generateKey()]) {
        rig.secrets.push(...formsOf(key));
        forms.push(...formsOf(key));
        answers.push(...(await sendEverywhere(baseUrl, key)));
      }
      await rig.proxy.mend();

      const metrics = [
        await request(`${baseUrl}/metrics`),
        await request(`http://127.0.0.1:${metricsPort}/metrics`),
      ];
      expect(metrics.map(({ status }) => status)).toEqual([200, 200]);
      const codes = answers.map(({ body }) => Reflect.get(Object(body), 'code'));
      expect([...new Set(codes)]).toEqual(
        expect.arrayContaining([
          'missing_api_key',
          'invalid_api_key',
          'revoked_api_key',
          'expired_api_key',
          'conflicting_api_keys',
          'invalid_signature',
          'address_not_allowed',
          'workspace_suspended',
          'storage_unavailable',
          'malformed_json',
          'not_found',
        ]),
      );
      const said = saidIn([...answers, ...metrics]);
      expect([...forms, ...secretForms].filter((form) => said.includes(form))).toEqual([]);

      await rig.system.stop();
      expect(await findInDatabase(pool, ['seen'])).toContain('event.body');
      expect(await findInDatabase(pool, forms)).toEqual(['api_key.digest']);
      expect(await findInDatabase(pool, secretForms)).toEqual([
        'integration.signing_secret',
        'integration.previous_signing_secret',
      ]);
      const log = rig.system.log();
      expect(log).toContain('"level":20');
      expect(rig.secrets.filter((secret) => log.includes(secret))).toEqual([]);
    });
  },
  {
    throughProxy: true,
    settings: { HYDRA_LOG_LEVEL: 'trace', HYDRA_METRICS_PORT: String(metricsPort) },
  },
);

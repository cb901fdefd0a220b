import { createHmac } from 'node:crypto';
import { expectError } from '../support/expect-error.js';
import { send, type Answer } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import type { Workspace } from '../support/workspace.js';

const track = (messageId: string): Record<string, unknown> => ({
  type: 'track',
  messageId,
  userId: 'u1',
  event: 'Seen',
});
const sign = (secret: string, content: string): string =>
  createHmac('sha1', secret).update(content).digest('hex');

/** Segment's webhooks: bare arrays, signed over their first event or the whole. */
export function webhooks(rig: Rig): void {
  const signedWorkspace = async (...secrets: string[]): Promise<Workspace> => {
    const workspace = await rig.newWorkspace();
    const [signingSecret, previousSigningSecret = null] = secrets;
    await rig.database.prisma.integration.updateMany({
      where: { workspaceId: workspace.id },
      data: { signingSecret, previousSigningSecret },
    });
    return workspace;
  };
  const post = (workspace: Workspace, body: string, signature?: string): Promise<Answer> =>
    send(rig.system.baseUrl, '/v1/segment', body, {
      authorization: workspace.authorization,
      'user-agent': 'Segment (Actions)',
      ...(signature === undefined ? {} : { 'x-signature': signature }),
    });

  test.each<[string, (body: string, events: unknown[]) => string]>([
    ['the first event', (_, [first]) => JSON.stringify(first)],
    ['the whole body', (body) => body],
  ])(
    'an array that is signed over %s is taken, with the secret of now and the one before',
    async (_, signed) => {
      const workspace = await signedWorkspace('secret-now', 'secret-before');
      const events = [{ ...track('m1'), text: 'a\u0000b' }, track('m2')];
      const body = JSON.stringify(events);
      for (const secret of ['secret-now', 'secret-before']) {
        const answer = await post(workspace, body, sign(secret, signed(body, events)));
        expect(answer).toMatchObject({ status: 200, body: { received: 2, rejected: 0 } });
      }
      expect((await rig.settledState(workspace)).events).toHaveLength(2);
    },
  );

  test('a single event is signed over its bytes', async () => {
    const workspace = await signedWorkspace('secret-now');
    const body = `{ "type":"track",  "userId":"u1","event":"Seen" }`;
    expect((await post(workspace, body, sign('secret-now', body).toUpperCase())).status).toBe(200);
  });

  test.each(['', 'nonsense', sign('another secret', JSON.stringify([track('m1')]))])(
    'invalid_signature: %j',
    async (signature) => {
      const workspace = await signedWorkspace('secret-now');
      expectError(await post(workspace, JSON.stringify([track('m1')]), signature), 'invalid_signature');
      expect((await rig.settledState(workspace)).events).toEqual([]);
    },
  );

  test('a signature is not looked at where there is no secret, nor asked for where there is one', async () => {
    const body = JSON.stringify([track('m1')]);
    expect((await post(await rig.newWorkspace(), body, 'whatever')).status).toBe(200);
    expect((await post(await signedWorkspace('secret-now'), body)).status).toBe(200);
  });

  test('an array may hold 4,000 events, and those beyond are refused by themselves', async () => {
    const workspace = await rig.newWorkspace({ counts: false });
    const events = Array.from({ length: 4_001 }, (_, at) => track(`m${at}`));
    const answer = await post(workspace, JSON.stringify(events));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        received: 4_001,
        accepted: 4_000,
        rejected: 1,
        errors: [{ index: 4_000, code: 'batch_too_long' }],
      },
    });
  });
}

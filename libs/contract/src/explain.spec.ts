import { errorCodes } from './error-codes.js';
import { explain } from './explain.js';

describe('explain', () => {
  it('tells what happened from what to do', () => {
    expect(explain(errorCodes.invalid_api_key.message)).toEqual({
      reason: 'The API key is not valid.',
      advice: 'Copy it again from where it was made; it begins with hydra_live_.',
    });
  });

  it('takes a rule for both', () => {
    const rule = 'The batch must be an array of events.';
    expect(explain(rule)).toEqual({ reason: rule, advice: rule });
  });

  it('finds a sentence and advice in every message of the table', () => {
    for (const { message } of Object.values(errorCodes)) {
      const { reason, advice } = explain(message);
      expect(reason).toMatch(/^\S.*\.$/s);
      expect(advice).toMatch(/^\S.*\.$/s);
    }
  });
});

import { onEngine, type EngineName } from '../support/rig.js';
import { unavailable } from './503.suite.js';
import { accountEvents } from './account-events.suite.js';
import { answers } from './answers.suite.js';
import { browsers } from './browsers.suite.js';
import { destinationFunction } from './destination-function.suite.js';
import { audiences } from './audiences.suite.js';
import { exactlyOnce } from './exactly-once.suite.js';
import { fillingWords } from './filling-words.suite.js';
import { foreignClientsOf } from './foreign-clients.suite.js';
import { healthAndMetrics } from './health-and-metrics.suite.js';
import { keys } from './keys.suite.js';
import { liveBounds } from './live-bounds.suite.js';
import { liveEvents } from './live-events.suite.js';
import { liveRequests } from './live-requests.suite.js';
import { liveSecrecy } from './live-secrecy.suite.js';
import { liveStreams } from './live-streams.suite.js';
import { oddRequestAnswers } from './odd-requests.suite.js';
import { logs } from './logs.suite.js';
import { peopleAndCompanies } from './people-and-companies.suite.js';
import { poison } from './poison.suite.js';
import { privacy } from './privacy.suite.js';
import { publishedExamples } from './published-examples.suite.js';
import { refusals } from './refusals.suite.js';
import { upkeep } from './upkeep.suite.js';
import { realClients } from './real-clients.suite.js';
import { stories } from './stories.suite.js';
import { unsettledStories } from './unsettled-stories.suite.js';
import { webhooks } from './webhooks.suite.js';

/** 8,000 events at once, and 2,000 again only after longer than a test of it takes on a busy machine. */
const rateLimit = { HYDRA_RATE_LIMIT: '40', HYDRA_RATE_LIMIT_BURST_SECONDS: '200' };

/**
 * The whole end-to-end suite on one queue engine: one Hydra, and a workspace a test. What takes parts of it away comes
 * last, and at the very end the log of all of it is looked through.
 */
export function describeHydra(engine: EngineName): void {
  onEngine(
    engine,
    (rig) => {
      describe('real clients', () => realClients(rig));
      describe('published examples', () => publishedExamples(rig));
      describe('answers', () => answers(rig));
      describe('odd requests', () => oddRequestAnswers(rig));
      describe('browsers', () => browsers(rig));
      describe('webhooks', () => webhooks(rig));
      describe('destination function', () => destinationFunction(rig));
      describe('poison', () => poison(rig));
      describe('exactly once', () => exactlyOnce(rig));
      describe('upkeep', () => upkeep(rig));
      describe('keys', () => keys(rig));
      describe('people and companies', () => peopleAndCompanies(rig));
      describe('words that fill', () => fillingWords(rig));
      describe('account events', () => accountEvents(rig));
      describe('audiences', () => audiences(rig));
      describe('privacy', () => privacy(rig));
      describe('refusals', () => refusals(rig));
      describe('clients of other languages', () => foreignClientsOf(rig));
      describe('live requests', () => liveRequests(rig));
      describe('live events', () => liveEvents(rig));
      describe('live secrecy', () => liveSecrecy(rig));
      describe('live bounds', () => liveBounds(rig));
      describe('live streams', () => liveStreams(rig));
      describe('stories', () => stories(rig));
      describe('unsettled stories', () => unsettledStories(rig));
      describe('health and metrics', () => healthAndMetrics(rig));
      describe('503', () => unavailable(rig));
      describe('logs', () => logs(rig));
    },
    { throughProxy: true, settings: { ...rateLimit, HYDRA_LOG_LEVEL: 'trace' } },
  );
}

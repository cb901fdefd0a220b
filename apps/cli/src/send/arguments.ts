import { parseArgs } from 'node:util';
import { eventTypes, type EventType } from '#contract';
import { StartError } from '../start-error.js';

/** One call, as the arguments describe it, and where it goes. */
export interface SendRequest {
  readonly type: EventType;
  /** What is posted. */
  readonly call: Readonly<Record<string, unknown>> & { readonly messageId: string };
  /** Null: the Hydra of this folder. */
  readonly url: URL | null;
  /** Null: that of HYDRA_KEY, or of this folder. */
  readonly key: string | null;
}

/** Whoever is to be erased is so for good: that is left to the staff API, where it is on record who has asked for it. */
const sentTypes = eventTypes.filter((type) => type !== 'delete');

/** What to type. */
export const sendUsage = [
  'npm run send -- track --user u1 --feature "Device management" --flag Positive',
  'npm run send -- identify --user u1 --email ada@acme.example --trait title="Head of IT"',
  'npm run send -- group --user u1 --group acme --trait name=Acme',
  'npm run send -- alias --user u1 --previous anonymous-1',
  'npm run send -- page --anonymous anonymous-1 --name Pricing',
  '',
  '  --user, --anonymous <id>      Whose call it is.',
  '  --event <name>                Name of a track event; "Feature Used" unless told.',
  '  --feature <name>, --flag <f>  What a track event used, and how it weighs: positive, neutral or negative.',
  '  --email <address>             The trait email of an identify.',
  '  --trait, --property <k=v>     As often as needed; v is text, or JSON such as 12, true or {"a":1}.',
  '  --group, --previous <id>      The group; the id that an alias takes over.',
  '  --name <name>                 Name of a page or screen.',
  '  --at <time>                   When it happened; now unless told.',
  '  --message-id <id>             To send the same call twice.',
  '  --url <url>, --key <key>      Another Hydra than the one of this folder.',
].join('\n');

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const options = {
  user: text,
  anonymous: text,
  event: text,
  feature: text,
  flag: text,
  email: text,
  trait: texts,
  property: texts,
  group: text,
  previous: text,
  name: text,
  at: text,
  'message-id': text,
  url: text,
  key: text,
} as const;

/**
 * Reads what was typed.
 * @param messageId the message id where none was typed
 * @throws StartError whose first line says what is wrong, followed by the usage
 */
export function parseSendArguments(args: readonly string[], messageId: string): SendRequest {
  const { values, positionals } = parseTyped(args);
  const [typed, ...rest] = positionals;
  const type = sentTypes.find((name) => name === typed);
  if (type === undefined) throw wrong(`Say what to send: ${sentTypes.join(', ')}.`);
  if (rest[0] !== undefined) throw wrong(`"${rest[0]}" is one word too many.`);
  if (type !== 'track' && (values.feature ?? values.flag ?? values.event) !== undefined)
    throw wrong(`--event, --feature and --flag belong to a track call, not to ${type}.`);
  const traits = {
    ...(values.email === undefined ? {} : { email: values.email }),
    ...readPairs('trait', values.trait),
  };
  const properties = {
    ...(values.feature === undefined ? {} : { feature: values.feature }),
    ...(values.flag === undefined ? {} : { eventFlag: values.flag }),
    ...readPairs('property', values.property),
  };
  return {
    type,
    call: {
      messageId: values['message-id'] ?? messageId,
      userId: values.user,
      anonymousId: values.anonymous,
      groupId: type === 'group' ? values.group : undefined,
      context: type !== 'group' && values.group !== undefined ? { groupId: values.group } : undefined,
      previousId: values.previous,
      event: type === 'track' ? (values.event ?? 'Feature Used') : undefined,
      name: values.name,
      timestamp: readTime(values.at),
      traits: Object.keys(traits).length === 0 ? undefined : traits,
      properties: Object.keys(properties).length === 0 ? undefined : properties,
    },
    url: readUrl(values.url),
    key: values.key ?? null,
  };
}

function parseTyped(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const said =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    // Node's own advice on a leading hyphen does more to confuse than to help.
    throw wrong(`${(said.split('. To specify')[0] ?? said).replace(/\.$/, '')}.`);
  }
}

function readPairs(option: string, pairs: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      if (name === '' || value.length === 0) throw wrong(`--${option} takes name=value, not "${pair}".`);
      return [name, readValue(value.join('='))];
    }),
  );
}

/** JSON where it is JSON, else the text itself. */
function readValue(typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

function readTime(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const ms = Date.parse(typed);
  if (Number.isNaN(ms)) throw wrong(`--at takes a time such as 2026-11-23T10:00:00Z, not "${typed}".`);
  return new Date(ms).toISOString();
}

function readUrl(typed: string | undefined): URL | null {
  if (typed === undefined) return null;
  const url = URL.parse(typed);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw wrong(`--url takes a URL such as http://localhost:3000, not "${typed}".`);
  return url;
}

const wrong = (message: string): StartError => new StartError(`${message}\n\n${sendUsage}`);

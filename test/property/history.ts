import fc from 'fast-check';

/** A call as a client sends it. */
export type Call = {
  readonly type: 'identify' | 'alias' | 'group' | 'track' | 'page' | 'delete';
  readonly messageId: string;
  readonly timestamp: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly previousId?: string;
  readonly groupId?: string;
  readonly event?: string;
  readonly name?: string;
  readonly traits?: Record<string, unknown>;
  readonly properties?: Record<string, unknown>;
  readonly context?: {
    readonly groupId?: string;
    readonly traits?: Record<string, unknown>;
    readonly active?: boolean;
    readonly personas?: Record<string, unknown>;
  };
};

/** A call and where it arrives: in each arrangement at these places, once at least. */
export type Placed = { readonly call: Call; readonly workspace: 0 | 1; readonly places: number[][] };

const perhaps = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

/** Few of each, so that everything meets everything; a user id that is an anonymous id elsewhere is among them. */
const userId = fc.constantFrom('u1', 'u2', 'U1');
const anonymousId = fc.constantFrom('a1', 'a2', 'a3', 'u2');
const email = fc.constantFrom('ada@acme.com', ' ADA@acme.com', 'bob@mail.beta.io', 'eve@gmail.com');
const groupId = fc.constantFrom('g1', 'g2');
const companyName = fc.constantFrom('Acme', 'acme', 'Beta');
const website = fc.constantFrom('acme.com', 'https://www.beta.io/about', 'nowhere');
const plan = fc.constantFrom<unknown>(null, 'pro', 7, { b: 1, a: 2 }, { a: 2 }, ['x']);
const text = fc.constantFrom<unknown>('Ada', 'Bob', '', null);
const flag = fc.constantFrom<unknown>(true, false, 'false');
/** Those of the specification for B2B SaaS among them. */
const eventName = fc.constantFrom(
  'Used',
  'Export',
  'Signed Up',
  'Account Created',
  'Account Deleted',
  'Account Added User',
  'Account Removed User',
  'Trial Started',
);

/** The same moment often, both sides of midnight, and in two months. */
const timestamp = fc.constantFrom(
  '2026-01-01T12:00:00.000Z',
  '2026-01-01T12:00:00.001Z',
  '2026-01-01T23:59:59.999Z',
  '2026-01-02T00:00:00.000Z',
  '2026-02-01T00:00:00.000Z',
);
/** Their bytes, their UTF-16 and the alphabet each put them in another order. */
const messageId = fc.constantFrom('m1', 'm10', 'm9', 'M1', 'é', '\u{FF01}', '\u{1F600}', 'z', 'Z');

/** Without the fields that are absent, so that a failing history is short to read. */
const compact = <Fields extends object>(fields: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> =>
  fields.map((all) => {
    const present = { ...all };
    for (const name of Object.keys(all)) {
      if (Reflect.get(all, name) === undefined) Reflect.deleteProperty(present, name);
    }
    return present;
  });

const company = fc.oneof(
  companyName,
  compact(
    fc.record({
      id: perhaps(groupId),
      name: perhaps(companyName),
      website: perhaps(website),
      plan: perhaps(plan),
    }),
  ),
);
const personTraits = compact(
  fc.record({
    email: perhaps(email),
    name: perhaps(text),
    first_name: perhaps(text),
    title: perhaps(text),
    plan: perhaps(plan),
    company: perhaps(company),
    companyId: perhaps(groupId),
    website: perhaps(website),
    vip: perhaps(flag),
  }),
);
const groupTraits = compact(
  fc.record({
    name: perhaps(companyName),
    website: perhaps(website),
    plan: perhaps(plan),
    vip: perhaps(flag),
  }),
);
const personas = compact(
  fc.record({
    computation_class: fc.constantFrom('audience', 'audience', 'audience', 'journey_step', 'trait'),
    computation_id: fc.constantFrom('c1', 'c2'),
    // A key is that of the trait mostly; else the only boolean counts.
    computation_key: fc.constantFrom('vip', 'vip', 'other'),
    space_id: fc.constant('s1'),
  }),
);
const context = compact(
  fc.record({
    groupId: perhaps(groupId),
    traits: perhaps(
      compact(
        fc.record({
          email: perhaps(email),
          name: perhaps(text),
          first_name: perhaps(text),
          plan: perhaps(plan),
        }),
      ),
    ),
    active: fc.constantFrom(undefined, undefined, true, false),
    personas: fc.option(personas, { nil: undefined, freq: 2 }),
  }),
);
const properties = compact(
  fc.record({
    vip: perhaps(flag),
    first_name: perhaps(text),
    account_name: perhaps(companyName),
    trial_plan_name: perhaps(plan),
    feature: perhaps(
      fc.constantFrom<unknown>('Alerts', 'alerts', 'Reports', ['Reports', 'ALERTS', 'reports'], 7, null),
    ),
    eventFlag: perhaps(fc.constantFrom('Positive', 'negative', 'neutral', 'odd')),
  }),
);

const when = { messageId, timestamp };
const who = { userId: perhaps(userId), anonymousId: perhaps(anonymousId) };
const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 4,
    arbitrary: compact(
      fc.record<Call>({
        type: fc.constant('identify'),
        ...when,
        ...who,
        traits: perhaps(personTraits),
        context: perhaps(context),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: compact(
      fc.record<Call>({
        type: fc.constant('alias'),
        ...when,
        userId,
        previousId: perhaps(fc.oneof(anonymousId, fc.constant('bob@mail.beta.io'))),
        anonymousId: perhaps(anonymousId),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: compact(
      fc.record<Call>({
        type: fc.constant('group'),
        ...when,
        ...who,
        groupId,
        traits: perhaps(groupTraits),
        context: perhaps(context),
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: compact(
      fc.record<Call>({
        type: fc.constant('track'),
        ...when,
        ...who,
        event: eventName,
        properties: perhaps(properties),
        context: perhaps(context),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: compact(
      fc.record<Call>({
        type: fc.constant('page'),
        ...when,
        ...who,
        name: fc.constantFrom(undefined, 'Pricing', 'Docs'),
        context: perhaps(context),
      }),
    ),
  },
);

/** Delete calls, of few users and at the moments of the other calls. */
export const deletionsOf = (arrangements: number): fc.Arbitrary<Placed[]> =>
  fc.uniqueArray(
    fc.record<Placed>({
      call: fc.record<Call>({
        type: fc.constant('delete'),
        messageId: fc.constantFrom('m1', 'd1', 'd2'),
        timestamp,
        userId,
      }),
      workspace: fc.constantFrom(0, 0, 0, 0, 1),
      places: fc.array(placesOf, { minLength: arrangements, maxLength: arrangements }),
    }),
    {
      minLength: 1,
      maxLength: 3,
      selector: ({ call: { messageId: id }, workspace }) => `${workspace} ${id}`,
    },
  );

const placesOf = fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 2 });

/**
 * A history of calls of two workspaces: at most one of each type and message id, as two that differ would be one event to
 * Hydra, of which the first to arrive is kept.
 * @param arrangements how many arrangements each call has places for
 */
export const historyOf = (arrangements: number): fc.Arbitrary<Placed[]> =>
  fc.uniqueArray(
    fc.record<Placed>({
      call,
      workspace: fc.constantFrom(0, 0, 0, 0, 1),
      places: fc.array(placesOf, { minLength: arrangements, maxLength: arrangements }),
    }),
    {
      minLength: 1,
      maxLength: 16,
      // Otherwise most histories are too short for their calls to meet.
      size: 'max',
      selector: ({ call: { type, messageId: id }, workspace }) => `${workspace} ${type} ${id}`,
    },
  );

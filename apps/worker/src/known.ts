import { KnownMemberships } from '#companies';
import { KnownIdentifiers } from '#identity';

/** What a worker remembers of what is on record, so that it need not ask for it with every chunk. */
export class Known {
  readonly identifiers = new KnownIdentifiers();
  readonly memberships = new KnownMemberships();
}

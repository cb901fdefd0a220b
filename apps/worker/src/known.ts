import { KnownMemberships } from '#companies';
import { KnownIdentifiers } from '#identity';

/** What is remembered of what is on record. */
export type Memory = { readonly identifiers: KnownIdentifiers; readonly memberships: KnownMemberships };

const nothing = (): Memory => ({ identifiers: new KnownIdentifiers(), memberships: new KnownMemberships() });

/** What a worker remembers of what is on record, so that it need not ask for it with every chunk. */
export class Known {
  private memory = nothing();
  /** Of workspaces in which somebody was erased, how often that was when something of theirs was last remembered. */
  private readonly erasures = new Map<number, number>();

  get identifiers(): KnownIdentifiers {
    return this.memory.identifiers;
  }

  get memberships(): KnownMemberships {
    return this.memory.memberships;
  }

  /**
   * What is remembered, as long as nobody has been erased since in one of these workspaces; else all is forgotten. What
   * chunks that began before learn is remembered no more: they hold on to the memory that is given up here.
   * @param workspaces as this transaction sees them
   */
  asOf(workspaces: ReadonlyMap<number, { readonly erasures: number }>): Memory {
    for (const [workspaceId, { erasures }] of workspaces) {
      if (erasures === 0 || this.erasures.get(workspaceId) === erasures) continue;
      this.erasures.set(workspaceId, erasures);
      this.memory = nothing();
    }
    return this.memory;
  }
}

/** The fields of an event that the textbook service reads. */
export interface EventBody {
  readonly type: 'track' | 'identify';
  readonly messageId: string;
  readonly userId: string;
  readonly timestamp: string;
  readonly event?: string;
  readonly properties?: { readonly feature?: string; readonly eventFlag?: string };
  readonly traits?: {
    readonly email?: string;
    readonly company?: { readonly id: string; readonly name: string };
  };
}

/** Where the textbook service finds its database and queue, which half it is, and how many jobs it works on at once. */
export interface TextbookOptions {
  readonly databaseUrl: string;
  readonly redisPort: number;
  readonly role: 'api' | 'worker' | 'both';
  readonly concurrency: number;
}

/** The options this process was started with: its only argument, as JSON. */
export const options: TextbookOptions = JSON.parse(process.argv[2] ?? '{}');

/** The queue that carries one job an event. */
export const queueName = 'events';

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which systems hand out ports for outgoing connections. */
const portMin = 20_000;
const portMax = 29_999;
const attemptsMax = 50;

/** The preferred port of this machine's loopback if it is free, else some other free one. */
export async function findFreePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const port = randomInt(portMin, portMax + 1);
    // Tried one after the other: each attempt takes a port for a moment.
    // oxlint-disable-next-line no-await-in-loop
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found between ${portMin} and ${portMax}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which systems hand out ports for outgoing connections, so that it stays free until it is taken. */
const portMin = 10_000;
const portMax = 19_999;
const attemptsMax = 50;

/** A port of this machine's loopback that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const port = randomInt(portMin, portMax + 1);
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

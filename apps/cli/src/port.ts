import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from './start-error.js';

/**
 * Makes sure that we could listen there, before any long work is begun.
 * @param waitMs how long to wait for somebody who is just leaving; 0 answers at once
 * @throws StartError that names the setting to change
 */
export async function assertPortFree(host: string, port: number, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- waits for one port
    const code = await tryToListen(host, port);
    if (code === null) return;
    if (code !== 'EADDRINUSE' || Date.now() >= deadline) throw new StartError(messageFor(code, host, port));
    // oxlint-disable-next-line no-await-in-loop
    await pause(100);
  }
}

function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => answer(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => answer(null)));
  });
}

function messageFor(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Set PORT to another one, or stop what uses it.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST is "${host}", which is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them.`;
    default:
      return `Hydra cannot listen on ${host}, port ${port} (${code}). Set HOST or PORT to something else.`;
  }
}

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands before a server; what goes through it can be cut off. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Lets connections through again. */
  mend(): Promise<void>;
  /** Accepts connections and passes nothing on, as a network does that drops every packet. Mended by `mend`. */
  freeze(): void;
  stop(): Promise<void>;
}

/** Opens a proxy to a port of this machine. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
  };
  const server = createServer((near) => {
    remember(near);
    if (frozen) return;
    const far = connect(targetPort, '127.0.0.1');
    remember(far);
    near.pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const cut = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  await listen(0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The system gave no port.');
  const { port } = address;
  return {
    port,
    cut,
    stop: cut,
    mend: async () => {
      if (frozen) for (const socket of sockets) socket.destroy();
      frozen = false;
      if (!server.listening) await listen(port);
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

import type { FastifyReply } from 'fastify';

/** Beyond it the other end does not keep up, and is told what it has missed. */
const bufferedBytesMax = 1024 * 1024;
/** A browser that has lost the stream asks for it again after so long. */
const retryMs = 2_000;

/** Server-sent events on the answer to a request. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export class EventStream {
  private missed = 0;
  private readonly socket;

  /** Takes the answer over from the framework; its headers go out at once. */
  constructor(reply: FastifyReply) {
    reply.hijack();
    this.socket = reply.raw;
    this.socket.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // nginx and those who follow it would keep it back until it ends.
      'x-accel-buffering': 'no',
    });
    // Whoever hangs up while something is being sent is no error of ours.
    this.socket.on('error', () => this.socket.destroy());
    this.socket.write(`retry: ${retryMs}\n\n`);
  }

  send({ id, event, data }: { id: string; event: string; data: unknown }): void {
    if (this.isFull()) {
      this.missed += 1;
      return;
    }
    this.tellMissed();
    this.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  comment(text: string): void {
    if (this.isFull()) return;
    this.tellMissed();
    this.write(`: ${text}\n\n`);
  }

  /** Calls back once the stream has ended, whoever ended it. */
  onEnd(callback: () => void): void {
    if (this.socket.destroyed) setImmediate(callback);
    else this.socket.once('close', callback);
  }

  end(): void {
    this.socket.end();
  }

  private isFull(): boolean {
    return this.socket.writableLength > bufferedBytesMax;
  }

  private tellMissed(): void {
    if (this.missed === 0) return;
    this.write(`event: missed\ndata: ${JSON.stringify({ count: this.missed })}\n\n`);
    this.missed = 0;
  }

  private write(text: string): void {
    if (this.socket.writable) this.socket.write(text);
  }
}

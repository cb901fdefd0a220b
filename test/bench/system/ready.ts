/** Tells the process that started this one that it serves on `port` (0: it serves no port). */
export function announceReady(port: number): void {
  process.send?.({ ready: true, port });
  process.once('disconnect', () => process.exit(0));
}

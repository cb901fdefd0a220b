import { request } from './http.js';

/** The metrics that the API exposes, by name and labels as they stand there. */
export async function readMetrics(baseUrl: string): Promise<Map<string, number>> {
  const { status, body } = await request(`${baseUrl}/metrics`);
  if (status !== 200 || typeof body !== 'string') throw new Error(`/metrics was answered with ${status}.`);
  return new Map(
    body
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
}

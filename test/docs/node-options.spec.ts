import { readFileSync } from 'node:fs';
import { nodeOptions } from '#config';

/** An image sets the first for all its programs; the others have to stand in each command. */
const [sourceMaps = '', ...ofApi] = nodeOptions.api;
const [sameForWorkers, ...ofWorker] = nodeOptions.worker;

describe('a container runs Node as npm start does', () => {
  it('the API', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    expect(sourceMaps).toBe(sameForWorkers);
    expect(dockerfile).toContain(`NODE_OPTIONS=${sourceMaps} `);
    expect(dockerfile).toContain(
      `CMD ${JSON.stringify(['node', ...ofApi, 'dist/apps/api/src/main.js']).replaceAll(',', ', ')}`,
    );
  });

  it('the workers', () => {
    const command = ['node', ...ofWorker, 'dist/apps/worker/src/main.js'].join(', ');
    expect(readFileSync('docker-compose.yml', 'utf8')).toContain(`command: [${command}]`);
  });
});

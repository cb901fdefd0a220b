import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { wirePage } from './wire-page.js';

const file = 'docs/wire.md';

test('docs/wire.md is what the tables say; `npm run docs` writes it', async () => {
  const page = await format(wirePage(), { ...(await resolveConfig(file)), parser: 'markdown' });
  if (process.env['HYDRA_WRITE_DOCS'] === '1') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});

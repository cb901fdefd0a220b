import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { loadConfig } from './config.js';
import { envExample } from './env-example.js';

describe('.env.example', () => {
  it('is what the settings say', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('changes nothing when every line of it is taken over', () => {
    const all = parseEnv(envExample().replaceAll(/^# ([A-Z_]+=)/gm, '$1'));
    expect(loadConfig(all)).toEqual(loadConfig({}));
  });
});

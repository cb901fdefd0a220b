import { whereOf } from './reach.js';

describe('whereOf', () => {
  it('names host, port and database, never user name or password', () => {
    expect(whereOf('postgresql://ada:hunter2@db.example.com/hydra?sslmode=require')).toBe(
      'db.example.com:5432/hydra',
    );
    expect(whereOf('postgres://db:6432/x')).toBe('db:6432/x');
  });
});

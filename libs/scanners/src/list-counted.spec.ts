import { hasCounted } from './list-counted.js';

const old = { id: '5f000000-0000-8000-a000-000000000000', generation: 1 };
const open = { generation: 2, isRecounted: false };

describe('hasCounted', () => {
  it('counts events of its own or a later generation as they come', () => {
    expect(hasCounted({ ...open, recountedTo: null }, { ...old, generation: 2 })).toBe(true);
    expect(hasCounted({ ...open, recountedTo: null }, { ...old, generation: 3 })).toBe(true);
  });

  it.each([
    ['has not begun', null, false],
    ['has come to an event before it', '5effffff-ffff-8fff-afff-ffffffffffff', false],
    ['has come to it', old.id, true],
    ['has come to an event after it', '60000000-0000-8000-a000-000000000000', true],
  ])('counts an older one by its recount, which %s', (_what, recountedTo, counted) => {
    expect(hasCounted({ ...open, recountedTo }, old)).toBe(counted);
  });

  it('has counted everything once its recount is finished', () => {
    expect(hasCounted({ generation: 2, isRecounted: true, recountedTo: null }, old)).toBe(true);
  });
});

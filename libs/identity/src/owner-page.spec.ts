import { personKinds } from './identifier.js';
import { ownerPage, toPage } from './owner-page.js';

describe('ownerPage', () => {
  const query = { workspaceId: 7, limit: 10 };

  it('searches for the text itself, wildcards and backslashes included', () => {
    expect(ownerPage('person', personKinds, { ...query, search: String.raw`50%_\a` }).values[3]).toBe(
      String.raw`%50\%\_\\a%`,
    );
  });

  it('never puts what was asked for into the statement', () => {
    const asked = { ...query, search: "'; DROP", identifier: "o'Neill", cursor: 'c' };
    const { text, values } = ownerPage('person', personKinds, asked);
    expect(text).not.toMatch(/DROP|Neill/);
    expect(values).toHaveLength(5);
  });

  it('ignores the case of an address when it looks an identifier up', () => {
    const upper = ownerPage('person', personKinds, { ...query, identifier: 'ADA@example.com' }).values[3];
    const lower = ownerPage('person', personKinds, { ...query, identifier: 'ada@example.com' }).values[3];
    if (!Array.isArray(upper) || !Array.isArray(lower)) throw new Error('expected lists of ids');
    expect(upper.filter((id) => lower.includes(id))).toHaveLength(1);
  });
});

describe('toPage', () => {
  const rows = ['a', 'b', 'c'].map((id) => ({ id }));

  it('goes on after the last of the page while there is more', () => {
    expect(toPage(rows, 2)).toEqual({ items: [{ id: 'a' }, { id: 'b' }], nextCursor: 'b' });
    expect(toPage(rows, 3)).toEqual({ items: rows, nextCursor: null });
    expect(toPage([], 3)).toEqual({ items: [], nextCursor: null });
  });
});

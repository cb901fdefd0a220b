import { isFromSegment, pathOf } from './ingest-paths.js';
import { typeOfPath } from './read-events.js';

describe('pathOf', () => {
  it.each([
    ['/v1/track?a=b', '/v1/track'],
    ['/v1/%74rack', '/v1/track'],
    ['/v1/%zz?x', '/v1/%zz'],
  ])('of %s is %s', (url, path) => expect(pathOf(url)).toBe(path));

  it('names type and sender as the router finds them', () => {
    expect(typeOfPath(pathOf('/v1/%74rack/'))).toBe('track');
    expect(isFromSegment(pathOf('/v1/%73egment'))).toBe(true);
  });
});

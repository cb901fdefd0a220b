import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const folders = ['apps', 'libs', 'prisma', 'test', 'bin', 'docs'];
const documents = ['README.md', 'CHANGELOG.md', ...listMarkdown('docs')];
const scripts = readScripts();

function listMarkdown(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));
}

function readScripts(): string[] {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : null;
  return Object.keys(found ?? {});
}

/** Targets of links to files, and paths in code that begin with a folder of ours. */
function listPaths(document: string): string[] {
  const text = readFileSync(document, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target = '']) =>
    normalize(join(dirname(document), target)),
  );
  const inCode = [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => /^[\w./-]+$/.test(code) && folders.includes(code.split('/')[0] ?? ''));
  return [...links, ...inCode];
}

describe.each(documents)('%s', (document) => {
  it('names only files and folders that exist', () => {
    expect(listPaths(document).filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names only commands that exist', () => {
    const named = [...readFileSync(document, 'utf8').matchAll(/npm run ([a-z]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

it('finds paths in the README, or it would check nothing', () => {
  expect(listPaths('README.md').length).toBeGreaterThan(15);
});

import { secretSettings, settingsSchema } from './settings.js';

/** The text of `.env.example`: every setting with what it does and its default, each one commented out. */
export function envExample(): string {
  const head = [
    '# Every setting of Hydra. Copy what you need into a file named .env, or set it in the environment, which wins.',
    '# The values shown are the defaults; a setting without a value has none.',
  ];
  const settings = Object.entries(settingsSchema.shape).map(([name, type]) => {
    const byDefault = type.safeParse(undefined).data;
    const value = byDefault === null || byDefault === undefined ? '' : String(byDefault);
    return [
      `# ${type.description ?? ''}${secretSettings.has(name) ? ' Secret.' : ''}`,
      `# ${name}=${value}`,
    ].join('\n');
  });
  return `${[head.join('\n'), ...settings].join('\n\n')}\n`;
}

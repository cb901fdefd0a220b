/** The text in this field of a JSON object. @throws Error where there is none */
export function textIn(body: unknown, field: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  if (typeof value !== 'string') throw new Error(`There is no ${field}.`);
  return value;
}

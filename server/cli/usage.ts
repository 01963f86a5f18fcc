import { RULES } from '../../rules';

/** Wrong usage or configuration: exit 2, with one clear sentence. */
export class Usage extends Error {}

export function wholeNumber(name: string, text: string, least = 0): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < least) throw new Usage(`\`${name} ${text}\` needs a whole number${least > 0 ? ` from ${least} on` : ''}`);
  return n;
}

export function knownRule(id: string): void {
  if (!RULES.some((r) => r.meta.id === id)) throw new Usage(`there is no rule \`${id}\`; \`locksmith rules\` lists them`);
}

/** What cannot be written is said, with its name. */
export function written(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Usage(`\`${file}\` could not be written: ${(error as Error).message}`);
  }
}

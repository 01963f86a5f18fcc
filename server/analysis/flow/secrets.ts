import type { ApiName } from '../models/format';

/** Names of environment variables that hold credentials: whole words between underscores (`MAX_OUTPUT_TOKENS` and `KEYBOARD_LAYOUT` are none). */
const SECRET_WORDS = new Set(['KEY', 'SECRET', 'TOKEN', 'PASSWORD', 'PASSWD', 'PWD', 'CREDENTIAL', 'CREDENTIALS', 'APIKEY']);
const PUBLIC_WORDS = new Set(['PUBLIC', 'PUBLISHABLE', 'ID', 'NAME', 'PATH', 'FILE', 'LIMIT', 'COUNT']);
const CONNECTIONS = /(^|_)(DATABASE|POSTGRES|PG|MONGO|MONGODB|REDIS|MYSQL|DB|AMQP)_(URL|URI|DSN)$/;

export function secretName(name: string): boolean {
  const words = name.toUpperCase().replace(BROWSER, '').split('_');
  if (CONNECTIONS.test(name.toUpperCase())) return true;
  return words.some((w) => SECRET_WORDS.has(w)) && !words.some((w) => PUBLIC_WORDS.has(w));
}

/** Variables that bundlers put into the browser's code. */
const BROWSER = /^(NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|PUBLIC|NUXT_PUBLIC|GATSBY)_/;
export const browserVariable = (name: string): boolean => BROWSER.test(name);

/** What models make of the names by which frameworks export the environment (`$env/static/private`): members of the language's own. */
const VARIABLE = /^global:(?:process|import\.meta)\.env\.(\w+)$/;
export const environmentVariable = (name: ApiName): string | undefined => VARIABLE.exec(name)?.[1];

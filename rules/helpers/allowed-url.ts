import { requiredEnv } from './required-env';

/** Hosts that may be asked, with commas between them. */
const hosts = new Set(requiredEnv('ALLOWED_HOSTS').split(','));

/** Gives a URL back if it leads to an allowed host by HTTPS, and throws otherwise. */
export function allowedUrl(url: string | URL): string {
  const { hostname, protocol, href } = new URL(url);
  if (protocol !== 'https:' || !hosts.has(hostname)) throw new Error('This address is not allowed.');
  return href;
}

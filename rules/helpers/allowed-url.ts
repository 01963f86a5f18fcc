/** Gives a URL back if it leads to one of the allowed hosts by HTTPS, and throws otherwise. */
export function allowedUrl(url: string, hosts: readonly string[]): string {
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'https:' || !hosts.includes(hostname)) throw new Error('This address is not allowed.');
  return url;
}

/**
 * Addresses of files. Editors escape them differently (`[id].ts` and `%5Bid%5D.ts`, `C:` and `c%3A`), so what comes from one is brought
 * into one form before it is compared. That form is VS Code's own.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';

export function fileUri(file: string): string {
  const { host, pathname } = pathToFileURL(file);
  const escaped = pathname.split('/').map((part) => encodeURIComponent(decodeURIComponent(part)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
  return `file://${host}${escaped.join('/').replace(/^\/[A-Z]%3A/, (drive) => drive.toLowerCase().replace('%3a', '%3A'))}`;
}

export function canonical(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    return fileUri(fileURLToPath(uri));
  } catch {
    return uri;
  }
}

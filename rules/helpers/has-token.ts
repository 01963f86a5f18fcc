import { createHash, timingSafeEqual } from 'node:crypto';
import { requiredEnv } from './required-env';

const token = requiredEnv('API_TOKEN');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether an `Authorization` header brings the token that callers of this service share. */
export function hasToken(header: string | null | undefined): boolean {
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

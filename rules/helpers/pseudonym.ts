import { createHmac } from 'node:crypto';
import { requiredEnv } from './required-env';

const key = requiredEnv('PSEUDONYM_KEY');

/** A name that stands for a person's data: always the same for the same value, and of no use to anyone without the key. */
export function pseudonym(value: unknown): string {
  return createHmac('sha256', key).update(String(value)).digest('hex').slice(0, 16);
}

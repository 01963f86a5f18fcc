import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { requiredEnv } from './required-env';

/** 32 bytes in Base64, for example of `openssl rand -base64 32`. */
const key = Buffer.from(requiredEnv('DATA_KEY'), 'base64');

/** AES-256-GCM. The result is Base64 of nonce, tag and text. */
export function encrypt(value: unknown): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** What `encrypt` was given, as text. Throws where it was changed. */
export function decrypt(sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

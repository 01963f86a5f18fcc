import { createCipheriv, randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { pool } from './pool';

const KEY = Buffer.from(process.env.HISTORY_KEY ?? '', 'hex');

function sealed(text: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', KEY, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Keeps an answer as it is. */
export async function keep(chat: string, answer: string): Promise<void> {
  await pool.query('INSERT INTO messages (chat_id, text) VALUES ($1, $2)', [chat, answer]); //! storage/plaintext-record
  await appendFile('/var/lib/desk/answers.log', answer); //! storage/plaintext-at-rest
}

/** Keeps an answer so that only the desk can read it. */
export async function keepSealed(chat: string, answer: string): Promise<void> {
  await pool.query('INSERT INTO messages (chat_id, text) VALUES ($1, $2)', [chat, sealed(answer)]);
}

export const chatById = (id: string) => pool.query('SELECT text FROM messages WHERE chat_id = $1', [id]); //! retrieval/unowned-record

export const chatOf = (owner: string, id: string) => pool.query('SELECT text FROM messages WHERE chat_id = $1 AND owner_id = $2', [id, owner]);

/** Lets Lakera Guard read what a person wrote before any model does. */
import { requiredEnv } from './required-env';

const key = requiredEnv('LAKERA_GUARD_API_KEY');

export class PromptRefused extends Error {}

/** Gives the prompt back where it may pass. Throws where it is flagged, and also where the check itself fails. */
export async function checkedPrompt<T>(prompt: T): Promise<T> {
  const content = typeof prompt === 'string' ? prompt : JSON.stringify(prompt);
  const response = await fetch('https://api.lakera.ai/v2/guard', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  });
  if (!response.ok) throw new PromptRefused('The check of this text failed.');
  const verdict: { flagged?: boolean } = await response.json();
  if (verdict.flagged !== false) throw new PromptRefused('This text was refused.');
  return prompt;
}

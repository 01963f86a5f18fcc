// needs openai >=4
/** Lets a moderation model read what a person wrote before any other model does. */
import OpenAI from 'openai';

const client = new OpenAI();

export class PromptRefused extends Error {}

/** Gives the prompt back where it may pass. Throws where it is refused, and also where the check itself fails. */
export async function checkedPrompt<T>(prompt: T): Promise<T> {
  const input = typeof prompt === 'string' ? prompt : JSON.stringify(prompt);
  const { results } = await client.moderations.create({ input });
  if (results.length === 0 || results.some((result) => result.flagged)) throw new PromptRefused('This text was refused.');
  return prompt;
}

/** Lets a Bedrock guardrail read what a person wrote before any model does. */
import { ApplyGuardrailCommand, BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { requiredEnv } from './required-env';

const client = new BedrockRuntimeClient({});
const guardrailIdentifier = requiredEnv('BEDROCK_GUARDRAIL_ID');
const guardrailVersion = requiredEnv('BEDROCK_GUARDRAIL_VERSION');

export class PromptRefused extends Error {}

/** Gives the prompt back where it may pass. Throws where the guardrail intervenes, and also where the check itself fails. */
export async function checkedPrompt<T>(prompt: T): Promise<T> {
  const text = typeof prompt === 'string' ? prompt : JSON.stringify(prompt);
  const { action } = await client.send(new ApplyGuardrailCommand({ guardrailIdentifier, guardrailVersion, source: 'INPUT', content: [{ text: { text } }] }));
  if (action !== 'NONE') throw new PromptRefused('This text was refused.');
  return prompt;
}

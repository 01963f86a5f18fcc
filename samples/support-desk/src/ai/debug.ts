import { openai } from './client';
import { settings } from '../settings';

/** Asks the model why a connection fails. */
export const explainFailure = (error: string) =>
  openai.responses.create({
    model: 'gpt-5',
    input: `Why does ${settings.databaseUrl} fail with ${error}?`, //! prompt/secret-in-prompt
  });

/** The same without the credentials. */
export const explainFailureSafely = (error: string) => openai.responses.create({ model: 'gpt-5', input: `Why does the database fail with ${error}?` });

import { openai } from './client';

export interface Question {
  text: string;
  tone?: string;
}

/** One answer to one question. */
export async function ask(question: Question): Promise<string> {
  const response = await openai.responses.create({ //! operations/no-output-cap
    model: 'gpt-5',
    instructions: `You work at a support desk. Be ${question.tone ?? 'kind'}.`, //! prompt/untrusted-instructions
    input: question.text, //! prompt/unfiltered-input
  });
  return response.output_text;
}

/** The same with a check that decides, and a tone from a fixed list. */
export async function askSafely(question: Question): Promise<string> {
  const tone = question.tone === 'brief' ? 'brief' : 'kind';
  const check = await openai.moderations.create({ input: question.text });
  if (check.results[0]?.flagged) throw new Error('This question cannot be answered here.');
  const response = await openai.responses.create({ //! operations/no-output-cap
    model: 'gpt-5',
    instructions: `You work at a support desk. Be ${tone}.`,
    input: question.text,
  });
  return response.output_text;
}

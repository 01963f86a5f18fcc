import { Router } from 'express';
import { openai } from '@/ai/client';

export const macros = Router();

/** Lets the model write a macro, and runs it at once. */
macros.post('/run', async (_req, res) => { //! access/unauthenticated-endpoint, operations/no-audit-log, operations/no-rate-limit
  const completion = await openai.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: 'Write a JavaScript expression that greets a visitor.' }] }); //! operations/no-output-cap
  const macro = completion.choices[0]?.message.content ?? '';
  const result: unknown = new Function(macro)(); //! output/code-injection
  res.json({ result });
});

import { Router } from 'express';
import { ask, askSafely } from '@/ai/ask';
import { openai } from '@/ai/client';
import { Desk } from '@/ai/desk';
import { requireUser } from '@/security/requireUser';

export const chat = Router();
const desk = new Desk(openai);

chat.post('/ask', async (req, res) => { //! access/unauthenticated-endpoint, operations/no-audit-log, operations/no-rate-limit
  const { text, tone } = req.body;
  res.json({ answer: await ask({ text, tone }) });
});

chat.post('/ask-safely', requireUser, async (req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  const { text, tone } = req.body;
  res.json({ answer: await askSafely({ text, tone }) });
});

chat.post('/reply', requireUser, async (req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  res.json({ answer: await desk.reply(req.body.messages) });
});

chat.get('/greeting', requireUser, async (_req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  res.json({ answer: await desk.greet() });
});

import { Router } from 'express';
import { settle, settleWithCare } from '@/ai/clerk';
import { chatById, chatOf, keep, keepSealed } from '@/db/history';
import { requireUser } from '@/security/requireUser';

export const complaints = Router();
complaints.use(requireUser);

complaints.post('/:chat/at-once', async (req, res) => { //! operations/no-rate-limit
  const answer = String(await settle(req.body.complaint));
  console.log('answered', answer); //! storage/sensitive-log
  await keep(req.params.chat, answer);
  res.json({ answer });
});

complaints.post('/:chat', async (req, res) => { //! operations/no-rate-limit
  const answer = String(await settleWithCare(req.body.complaint));
  console.log('answered', answer.length);
  await keepSealed(req.params.chat, answer);
  res.json({ answer });
});

complaints.get('/:chat', async (req, res) => {
  res.json((await chatById(req.params.chat)).rows);
});

complaints.get('/mine/:chat', async (req, res) => {
  res.json((await chatOf(res.locals.user.id, req.params.chat)).rows);
});

import { Router } from 'express';
import { articlesLike, articlesOf, newest } from '@/retrieval/articles';
import { requireUser } from '@/security/requireUser';

export const articles = Router();

articles.get('/newest', async (_req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  res.json(await newest());
});

articles.get('/all', requireUser, async (req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  res.json(await articlesLike(String(req.query.q)));
});

articles.get('/of/:customer', requireUser, async (req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  res.json(await articlesOf(String(req.params.customer), String(req.query.q)));
});

articles.get('/mine', requireUser, async (req, res) => { //! operations/no-audit-log, operations/no-rate-limit
  res.json(await articlesOf(res.locals.user.customer, String(req.query.q)));
});

import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';

/** Lets only signed-in users through. */
export function requireUser(req: Request, res: Response, next: NextFunction): void {
  try {
    res.locals.user = jwt.verify(req.headers.authorization ?? '', process.env.SESSION_SECRET ?? '');
  } catch {
    res.status(401).end();
    return;
  }
  next();
}

import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { hasToken } from './has-token';

/** Lets a call pass that brings the token which callers of this service share. */
@Injectable()
export class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!hasToken(headersOf(context).authorization)) throw new UnauthorizedException('Sign in first.');
    return true;
  }
}

/** The headers that came with a call: over HTTP, in GraphQL, or when a socket was opened. */
function headersOf(context: ExecutionContext): { authorization?: string } {
  if (context.getType() === 'ws') return context.switchToWs().getClient().handshake.headers;
  return (context.getType() === 'http' ? context.switchToHttp().getRequest() : context.getArgByIndex(2).req).headers;
}

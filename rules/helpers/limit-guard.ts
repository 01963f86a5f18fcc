import { type CanActivate, type ExecutionContext, HttpException, Injectable } from '@nestjs/common';
import { withinLimit } from './within-limit';

/** Lets a caller pass who asks no more often than allowed. */
@Injectable()
export class LimitGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!withinLimit(addressOf(context))) throw new HttpException('Too many requests.', 429);
    return true;
  }
}

/** Where a call comes from: over HTTP, in GraphQL, or over a socket. */
function addressOf(context: ExecutionContext): string | undefined {
  if (context.getType() === 'ws') return context.switchToWs().getClient().handshake.address;
  return (context.getType() === 'http' ? context.switchToHttp().getRequest() : context.getArgByIndex(2).req).ip;
}

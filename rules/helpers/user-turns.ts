export type UserTurn = { role: 'user'; content: string };

/** Takes a caller's messages as what the caller said and as nothing else: system and assistant turns are left out. */
export function userTurns(messages: unknown): UserTurn[] {
  if (!Array.isArray(messages)) return [];
  return messages.filter((message) => message?.role === 'user').map((message): UserTurn => ({ role: 'user', content: said(message.content ?? message.parts) }));
}

/** Text, or parts as text. */
const said = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content ?? ''));

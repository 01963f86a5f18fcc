import { openai } from '../ai/client';
import { server } from './server';
import { z } from 'zod';

const PARTNERS = ['status.partner.example', 'docs.partner.example'];

server.registerTool('fetch-page', { inputSchema: { url: z.string() } }, async ({ url }) => {
  const page = await fetch(url); //! output/request-forgery
  return { content: [{ type: 'text' as const, text: await page.text() }] }; //! prompt/indirect-injection
});

server.registerTool('fetch-partner-page', { inputSchema: { url: z.string() } }, async ({ url }) => {
  const target = new URL(url);
  if (!PARTNERS.includes(target.hostname)) throw new Error('Only pages of our partners can be read.');
  const text = await (await fetch(target)).text();
  const check = await openai.moderations.create({ input: text });
  if (check.results[0]?.flagged) throw new Error('This page cannot be read here.');
  return { content: [{ type: 'text' as const, text }] };
});

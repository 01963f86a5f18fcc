import { openai } from '@ai-sdk/openai';
import { generateText } from 'ai';

const LANGUAGES = new Set(['en', 'de', 'fr']);

export async function POST(request: Request): Promise<Response> { //! access/unauthenticated-endpoint, operations/no-audit-log, operations/no-rate-limit
  const { language, ticket } = await request.json();
  if (!LANGUAGES.has(language)) return new Response('Unknown language', { status: 400 });
  const { text } = await generateText({ //! operations/no-output-cap
    model: openai('gpt-5'),
    system: `Summarise in ${language}.`,
    prompt: ticket, //! prompt/unfiltered-input
  });
  return Response.json({ text });
}

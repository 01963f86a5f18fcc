import DOMPurify from 'dompurify';
import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'unused', baseURL: '/api/openai', dangerouslyAllowBrowser: true }); //! access/browser-exposed-key

const draft = async (): Promise<string> => {
  const completion = await client.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: 'Draft an answer.' }] });
  return completion.choices[0]?.message.content ?? '';
};

export async function Answer() {
  const html = await draft();
  return <article dangerouslySetInnerHTML={{ __html: html }} />; //! output/html-injection
}

export async function SafeAnswer() {
  const html = await draft();
  return <article dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(html) }} />;
}

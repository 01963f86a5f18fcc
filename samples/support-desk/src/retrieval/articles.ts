import { Pinecone } from '@pinecone-database/pinecone';
import { openai } from '@/ai/client';

const pinecone = new Pinecone({ apiKey: process.env.PINECONE_API_KEY ?? '' });
const index = pinecone.index({ name: 'articles' });

async function vectorOf(text: string): Promise<number[]> {
  const { data } = await openai.embeddings.create({ model: 'text-embedding-3-small', input: text }); //! prompt/unfiltered-input
  return data[0]?.embedding ?? [];
}

/** Articles that resemble the question, whoever they belong to. */
export const articlesLike = async (question: string) => index.query({ vector: await vectorOf(question), topK: 5 }); //! retrieval/unscoped

/** Articles of one customer. */
export const articlesOf = async (customer: string, question: string) => index.query({ vector: await vectorOf(question), topK: 5, namespace: customer }); //! retrieval/untrusted-scope

/** What the status page shows to everybody. */
export const newest = async () => index.query({ vector: await vectorOf('What is new?'), topK: 3 }); //! retrieval/unauthenticated

/** What findings say is said in whole sentences, whatever the thing is called that they speak of. */
import assert from 'node:assert/strict';
import { analyzerOf } from '../harness/workspace';

const searchedBy = (imports: string, search: string): string | undefined => {
  const text = `import express from 'express';\n${imports}\nconst app = express();\napp.get('/x', async (req, res) => res.json(await ${search}));\n`;
  return analyzerOf([{ path: 'a.ts', text }], { phase: 'advanced' })
    .scan()
    .findings.find((f) => f.rule === 'retrieval/unauthenticated')?.message.what;
};

describe('the sentence of a search', () => {
  it('has an article for a kind of store, and none for a name', () => {
    const weaviate = "import { WeaviateStore } from '@langchain/weaviate';\nconst store = await WeaviateStore.fromExistingIndex(embeddings, {});";
    assert.equal(searchedBy(weaviate, 'store.similaritySearch(String(req.query.q))'), '`WeaviateStore.similaritySearch` searches a vector store for anyone who sends a request.');
    const bedrock = "import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';\nconst client = new BedrockAgentRuntimeClient({});";
    assert.match(
      searchedBy(bedrock, "client.send(new RetrieveCommand({ knowledgeBaseId: 'k', retrievalQuery: { text: String(req.query.q) } }))") ?? '',
      / searches a Bedrock knowledge base for anyone who sends a request\.$/,
    );
    const pinecone = "import { Pinecone } from '@pinecone-database/pinecone';\nconst index = new Pinecone().index('docs');";
    assert.match(searchedBy(pinecone, 'index.query({ vector: [1], topK: 3 })') ?? '', / searches Pinecone for anyone who sends a request\.$/);
  });
});

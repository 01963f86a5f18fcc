import assert from 'node:assert/strict';
import { postureReport } from '../../server/report/posture';
import { textsOf } from '../../server/report/lines';
import { workloadTable } from '../../server/report/workloads';
import { analyzerOf } from '../harness/workspace';

const TEXT = `import express from 'express';
import OpenAI from 'openai';
const app = express();
app.post('/ask', async (req, res) => {
  if (!req.user) return res.sendStatus(401);
  res.json(await new OpenAI().responses.create({ model: 'm<script>', input: req.body.text }));
});
app.get('/health', (req, res) => res.end());
`;

describe('workloads', () => {
  const analyzer = analyzerOf([{ path: 'a.ts', text: TEXT }]);
  const result = analyzer.scan();
  const texts = textsOf(() => TEXT);

  it('are entry points that reach a model, with their locks and what is missing', () => {
    assert.equal(result.workloads.length, 1);
    const [w] = result.workloads;
    assert.equal(w!.name, 'POST /ask');
    assert.deepEqual(w!.jobs, ['answers']);
    assert.deepEqual(
      w!.locks.map((l) => l.name),
      ['authentication'],
    );
    assert.ok(w!.due.some((g) => g.rule === 'prompt/unfiltered-input'));
    assert.ok(w!.dueNext.some((g) => g.rule === 'operations/no-rate-limit'));
    assert.equal(result.stats.workloads, 1);
    assert.deepEqual(analyzer.workloads(), result.workloads);
  });

  it('are a table', () => assert.match(workloadTable(result.workloads, texts), /POST \/ask +answers +authentication +prompt\/unfiltered-input/));

  it('are a page without scripts, with everything escaped', () => {
    const page = postureReport({ title: '<x>', phase: 'foundational', workloads: result.workloads, texts });
    assert.match(page, /default-src 'none'; style-src 'sha256-/);
    assert.doesNotMatch(page, /<script|<x>|style="| on\w+="/);
    assert.match(page, /m&lt;script&gt;/);
  });
});

import assert from 'node:assert/strict';
import { canMeasure, soak, thirds } from './simulate';

/** `npm run soak` goes on for as long as it is told, and is stricter: here the memory is still settling. */
const MILLISECONDS = 12_000;
const SETTLING = 1.3;

describe('a while of typing and scanning', () => {
  it('leaves answers and memory as they were', async function () {
    if (!canMeasure()) this.skip();
    const soaked = await soak(MILLISECONDS, 1);
    assert.deepEqual(soaked.wrong, []);
    assert.ok(soaked.rounds >= 3, `${soaked.rounds} rounds`);
    const [before, after] = thirds(soaked);
    assert.ok(after < before * SETTLING, `${Math.round(before)} MB, then ${Math.round(after)} MB`);
  });
});

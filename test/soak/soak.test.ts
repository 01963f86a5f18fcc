import assert from 'node:assert/strict';
import { canMeasure, soak, thirds } from './simulate';

/** `npm run soak` goes on for as long as it is told, and is stricter: here the memory is still settling. */
const ROUNDS = 9;
const SETTLING = 1.3;

describe('a while of typing and scanning', () => {
  it('leaves answers and memory as they were', async function () {
    if (!canMeasure()) this.skip();
    this.timeout(300_000);
    const soaked = await soak((rounds) => rounds === ROUNDS, 1);
    assert.deepEqual(soaked.wrong, []);
    const [before, after] = thirds(soaked);
    assert.ok(after < before * SETTLING, `${Math.round(before)} MB, then ${Math.round(after)} MB`);
  });
});

/** `npm run soak [-- --minutes N] [--seed S]`: typing and scanning for a long time. It fails where an answer changes, a worker dies, or memory grows. */
import { parseArgs } from 'node:util';
import { soak, thirds } from './simulate';

/** The last third may take this much more than the one before it. */
const FLAT = 1.05;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '120' }, seed: { type: 'string', default: '1' } } });
  const minutes = Number(values.minutes);
  let since = 0;
  const end = Date.now() + minutes * 60_000;
  const over = (): boolean => Date.now() >= end;
  const soaked = await soak(over, Number(values.seed), (memory) => {
    if (Date.now() - since < 60_000) return;
    since = Date.now();
    console.log(`${Math.round(memory)} MB`);
  });
  const [before, after] = thirds(soaked);
  for (const w of soaked.wrong.slice(0, 20)) console.log(`FAIL ${w}`);
  const flat = after < before * FLAT;
  console.log(
    `${minutes} minutes, ${soaked.rounds} rounds, ${soaked.keystrokes} keystrokes: ${before.toFixed(0)} MB in the second third, ${after.toFixed(0)} MB in the last${flat ? '' : ': it grows'}; ${soaked.wrong.length} went wrong`,
  );
  process.exitCode = flat && soaked.wrong.length === 0 ? 0 : 1;
}

void main();

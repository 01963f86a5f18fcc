/** Entry of the command line. A command runs in a worker; this thread writes what it says, and starts another one where it dies. */
import * as os from 'node:os';
import * as path from 'node:path';
import type { Said } from '../cli/inWorker';
import { type Guarded, guard } from '../host/guard';

/** Out of memory twice, or at a file that was set aside: it is not the file. */
const DEATHS = 8;

const argv = process.argv.slice(2);
const asksForHelp = argv.includes('--help') || argv.includes('-h');

let worker: Guarded | undefined;

function leave(code: number): never {
  worker?.stop();
  process.exit(code);
}

// A reader such as `head` may go away before everything was said.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') leave(0);
  process.stderr.write(`locksmith: the output could not be written: ${error.message}\n`);
  leave(2);
});
for (const [signal, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const)
  process.once(signal, () => leave(128 + number));

if (argv[0] === 'lsp' && !asksForHelp) void import(path.join(__dirname, 'server.js'));
else live([], []);

function live(setAside: readonly [string, string][], reasons: readonly string[]): void {
  let ended = false;
  worker = guard({
    script: path.join(__dirname, 'worker.js'),
    data: { face: 'cli', argv, setAside: [...setAside], terminal: { stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true } },
    maxMemory: maxMemory(),
    stdin: argv[0] === 'mcp' ? process.stdin : undefined,
    onMessage(message) {
      const said = message as Said;
      if ('code' in said) {
        process.exitCode = said.code;
        ended = true;
      } else process[said.stream].write(said.text);
    },
    onDeath({ file, why, outOfMemory }) {
      const again = file !== undefined && !setAside.some(([f]) => f === file) && reasons.length < DEATHS && !(outOfMemory && reasons.includes(why));
      if (again) return live([...setAside, [file, why]], [...reasons, why]);
      process.stderr.write(`locksmith: the analysis stopped: ${why}${outOfMemory ? '; raise it with `--max-memory`' : ''}\n`);
      process.exitCode = 3;
    },
    onEnd() {
      if (ended) return;
      process.stderr.write('locksmith: the analysis stopped before its end\n');
      process.exitCode = 3;
    },
  });
}

/** The ceiling is set when the worker starts; the command checks what was written. Half of the machine is left to others. */
function maxMemory(): number {
  const at = argv.findIndex((a) => a === '--max-memory' || a.startsWith('--max-memory='));
  const megabytes = Number(argv[at]?.split('=')[1] ?? argv[at + 1]);
  return at >= 0 && megabytes >= 64 ? megabytes : Math.floor(os.totalmem() / 2 ** 21);
}

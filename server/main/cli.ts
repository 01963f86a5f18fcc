/** Entry of the command line. */
import * as path from 'node:path';
import { CommanderError } from 'commander';
import { program } from '../cli/program';
import { Usage } from '../cli/usage';

function startServer(): void {
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  void import(path.join(__dirname, 'server.js'));
}

// A reader such as `head` may go away before everything was said.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

try {
  program(startServer).parse();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Usage) {
    process.stderr.write(`locksmith: ${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}

import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal whether a tool may run. Throws where the answer is no, and where nobody is there to give one. */
export async function approved(tool: string, input?: unknown): Promise<void> {
  if (!process.stdin.isTTY) throw new Error(`Nobody is there to approve ${tool}.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`May the model run ${tool} ${JSON.stringify(input) ?? ''}? Type yes: `);
    if (answer !== 'yes') throw new Error(`A person refused ${tool}.`);
  } finally {
    terminal.close();
  }
}

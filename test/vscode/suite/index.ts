/** The entry that VS Code calls: runs the bundled test files beside it and writes what came of them. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 300_000 });
  for (const file of fs.readdirSync(__dirname).sort()) if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  const results: { title: string; state: string; milliseconds?: number; error?: string }[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (t) => results.push({ title: t.fullTitle(), state: 'passed', milliseconds: t.duration }));
    runner.on('pending', (t) => results.push({ title: t.fullTitle(), state: 'skipped' }));
    runner.on('fail', (t, error) => results.push({ title: t.fullTitle(), state: 'failed', error: String((error as Error).stack ?? error) }));
  });
  const file = process.env['LOCKSMITH_RESULT_FILE'];
  // Renamed into place, so that a report is whole or not there.
  if (file) {
    fs.writeFileSync(`${file}.part`, JSON.stringify({ failures, results }));
    fs.renameSync(`${file}.part`, file);
  }
  if (failures > 0) throw new Error(`${failures} failed`);
}

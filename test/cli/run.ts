/** The built command line, in a folder of its own with a cache of its own. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const CLI = path.join(__dirname, '../../dist/cli.js');

export const FLAW = `import express from 'express';
import OpenAI from 'openai';
const app = express();
const openai = new OpenAI();
app.post('/x', async (req, res) => { if (!req.user) return res.sendStatus(401);
  await openai.responses.create({ model: 'm', instructions: req.body.text });
});
`;

/** Of `network/cleartext-endpoint`, whose fix is safe. */
export const CLEARTEXT = "import OpenAI from 'openai';\nexport const ai = new OpenAI({ baseURL: 'http://llm.example.com/v1' });\n";

export interface Place {
  root: string;
  write(name: string, text: string | Buffer): void;
  read(name: string): string;
  run(...args: string[]): { code: number | null; out: string; err: string };
  done(): void;
}

export function place(): Place {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'locksmith-cli-')));
  const env = { ...process.env, XDG_CACHE_HOME: path.join(root, '.cache'), NO_COLOR: '1' };
  return {
    root,
    write(name, text) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), text);
    },
    read: (name) => fs.readFileSync(path.join(root, name), 'utf8'),
    run(...args) {
      const r = spawnSync(process.execPath, [CLI, ...args], { cwd: root, encoding: 'utf8', env, maxBuffer: 1 << 28 });
      return { code: r.status, out: r.stdout, err: r.stderr };
    },
    done: () => fs.rmSync(root, { recursive: true, force: true }),
  };
}

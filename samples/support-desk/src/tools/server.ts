import { execFileSync, execSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { ticketById, ticketsBy, ticketsInOrder } from '@/db/tickets';

const MANUALS = '/srv/manuals';

/** What the model may do at the desk. */
export const server = new McpServer({ name: 'support-desk', version: '1.0.0' });
const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: String(value) }] });

server.registerTool('list-tickets', { inputSchema: { column: z.string() } }, async ({ column }) => text(await ticketsBy(column)));

server.registerTool('list-tickets-in-order', { inputSchema: { order: z.string() } }, async ({ order }) => text(await ticketsInOrder(order)));

server.registerTool('show-ticket', { inputSchema: { id: z.string() } }, async ({ id }) => text(await ticketById(id)));

server.registerTool('read-manual', { inputSchema: { name: z.string() } }, async ({ name }) => {
  const manual = await readFile(`${MANUALS}/${name}`, 'utf8'); //! output/path-traversal
  return text(manual);
});

server.registerTool('read-manual-inside', { inputSchema: { name: z.string() } }, async ({ name }) => {
  const file = path.resolve(MANUALS, name);
  if (!file.startsWith(MANUALS + path.sep)) throw new Error('There is no such manual.');
  return text(await readFile(file, 'utf8'));
});

server.registerTool('who-changed', { inputSchema: { file: z.string() } }, async ({ file }) => { //! agent/unapproved-tool
  const log = execSync(`git log --format=%an -- ${file}`); //! output/command-injection
  return text(log);
});

server.registerTool('who-changed-exactly', { inputSchema: { file: z.string() } }, async ({ file }) => text(execFileSync('git', ['log', '--format=%an', '--', file]))); //! agent/unapproved-tool

/** The language server at the worker's port. */
import type { MessagePort } from 'node:worker_threads';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { serve } from './server';

export const run = (port: MessagePort, pushed: readonly string[]): void =>
  serve(createConnection(ProposedFeatures.all, new PortMessageReader(port), new PortMessageWriter(port)), pushed);

/**
 * A server of the Model Context Protocol over stdio: a coding agent asks what is wrong with the code in front of it. One JSON-RPC message a
 * line. It reads below the folder that it was started in and nothing else, writes nothing, and runs nothing.
 */
import * as readline from 'node:readline';
import type { Readable } from 'node:stream';
import { version } from '../../package.json';
import { Usage } from '../cli/usage';
import { TOOLS, call } from './tools';

type Id = string | number;

interface Request {
  id?: Id;
  method: string;
  params?: Record<string, unknown>;
}

const PROTOCOLS = ['2025-06-18', '2025-03-26', '2024-11-05'];
const INVALID = { parse: -32700, request: -32600, method: -32601, params: -32602, internal: -32603 };

/** A mistake of the client, answered as an error of the protocol. */
class Refused extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export async function serveMcp(input: Readable, write: (line: string) => void): Promise<void> {
  for await (const line of readline.createInterface({ input })) {
    const answer = line.trim() === '' ? undefined : answerTo(line);
    if (answer) write(`${JSON.stringify({ jsonrpc: '2.0', ...answer })}\n`);
  }
}

function answerTo(line: string): object | undefined {
  let request: Request;
  try {
    request = JSON.parse(line) as Request;
  } catch {
    return { id: null, error: { code: INVALID.parse, message: 'this line is no JSON' } };
  }
  if (typeof request?.method !== 'string') return { id: null, error: { code: INVALID.request, message: 'this is no request' } };
  if (request.id === undefined) return undefined;
  try {
    return { id: request.id, result: resultOf(request) };
  } catch (error) {
    const code = error instanceof Refused ? error.code : INVALID.internal;
    return { id: request.id, error: { code, message: (error as Error).message } };
  }
}

function resultOf({ method, params = {} }: Request): object {
  switch (method) {
    case 'initialize': {
      const asked = params['protocolVersion'];
      return {
        protocolVersion: PROTOCOLS.find((p) => p === asked) ?? PROTOCOLS[0],
        capabilities: { tools: {} },
        serverInfo: { name: 'locksmith', title: 'Locksmith', version },
        instructions: 'Finds missing locks in TypeScript and JavaScript that calls AI models. Scan after changing such code, and mend what is found.',
      };
    }
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: TOOLS };
    case 'tools/call': {
      const name = params['name'];
      if (!TOOLS.some((t) => t.name === name)) throw new Refused(INVALID.params, `there is no tool \`${String(name)}\``);
      try {
        return call(name as string, (params['arguments'] ?? {}) as Record<string, unknown>);
      } catch (error) {
        // What was asked for wrongly is the model's to mend: it sees the sentence.
        if (error instanceof Usage) return { content: [{ type: 'text', text: error.message }], isError: true };
        throw error;
      }
    }
    default:
      throw new Refused(INVALID.method, `there is no method \`${method}\``);
  }
}

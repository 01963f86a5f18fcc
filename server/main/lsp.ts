/** Entry of the language server: stdio or IPC, as the arguments say. */
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { serve } from '../lsp/server';

serve(createConnection(ProposedFeatures.all));

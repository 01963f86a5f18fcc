/** The documents that Locksmith reads. */
import type { DocumentSelector } from 'vscode-languageclient/node';

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue', 'svelte', 'astro'];
/** Named one by one, so that diff views, output panes and other views of a file do not count as files. `vscode-vfs` is a virtual workspace. */
const SCHEMES = ['file', 'untitled', 'vscode-vfs'];
/** Without their own extensions, VS Code takes components for plain text. */
const COMPONENTS = { scheme: 'file', pattern: '**/*.{vue,svelte,astro}' };

export const SOURCE_FILES = [...LANGUAGES.flatMap((language) => [...SCHEMES.map((scheme) => ({ scheme, language })), { notebook: '*', language }]), COMPONENTS];

/** Beside the sources, the config: its mistakes are diagnostics in it. */
export const DOCUMENTS: DocumentSelector = [...SOURCE_FILES, { scheme: 'file', pattern: '**/locksmith.config.json' }];

/** Colours of the reader's theme, in an editor as in a browser. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --line: var(--vscode-panel-border, #8884); --soft: var(--vscode-textCodeBlock-background, #8881); }
body { font: 15px/1.5 var(--vscode-font-family, system-ui, sans-serif); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: 0.92em; }
pre { background: var(--soft); padding: 0.6rem 0.8rem; overflow-x: auto; border-radius: 4px; }
mark { background: #f5c54266; color: inherit; border-bottom: 2px solid #d97706; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: 0.2rem; font-size: 1.1rem; }
h3 { font-size: 1rem; margin-bottom: 0.4rem; }
article { border-left: 4px solid var(--line); padding: 0.2rem 0 0.2rem 1rem; margin: 1.2rem 0; }
article.error { border-color: #dc2626; } article.warning { border-color: #d97706; } article.information { border-color: #2563eb; }
article p { margin: 0.3rem 0; } .todo { font-weight: 600; } .part, small { opacity: 0.75; }
.count { display: inline-block; padding: 0 0.6rem; border-radius: 1rem; background: var(--soft); }
`;

/**
 * The looks that reports share: the reader's own theme in an editor, light or dark in a browser, ink on paper in print. Every colour
 * that carries text has a contrast of 4.5 or more on its ground.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: var(--vscode-editor-background, #ffffff); --card: var(--vscode-sideBar-background, #f6f8fa); --line: var(--vscode-panel-border, #d1d9e0);
  --text: var(--vscode-foreground, #1f2328); --soft: var(--vscode-descriptionForeground, #59636e); --link: var(--vscode-textLink-foreground, #0550ae);
  --good: var(--vscode-locksmith-lockInPlace, #1a7f37); --bad: var(--vscode-locksmith-lockMissing, #c5221f); --next: var(--vscode-locksmith-lockDueLater, #8a5a00);
  --tag: var(--vscode-textCodeBlock-background, #eaeef2); --info: var(--vscode-editorInfo-foreground, #0550ae); --focus: var(--vscode-focusBorder, #0550ae);
}
@media (prefers-color-scheme: dark) { :root {
  --page: var(--vscode-editor-background, #0d1117); --card: var(--vscode-sideBar-background, #151b23); --line: var(--vscode-panel-border, #3d444d);
  --text: var(--vscode-foreground, #e6edf3); --soft: var(--vscode-descriptionForeground, #9198a1); --link: var(--vscode-textLink-foreground, #58a6ff);
  --good: var(--vscode-locksmith-lockInPlace, #56d364); --bad: var(--vscode-locksmith-lockMissing, #ff7b72); --next: var(--vscode-locksmith-lockDueLater, #e3b341);
  --tag: var(--vscode-textCodeBlock-background, #262c36); --info: var(--vscode-editorInfo-foreground, #58a6ff); --focus: var(--vscode-focusBorder, #58a6ff);
} }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; font: 15px/1.5 var(--vscode-font-family, system-ui, sans-serif); color: var(--text); background: var(--page); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; } h3 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; } h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; } :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
code { font: .92em var(--vscode-editor-font-family, ui-monospace, SFMono-Regular, Menlo, monospace); overflow-wrap: anywhere; color: inherit; background: none; padding: 0; }
@media print {
  @page { margin: 14mm; }
  :root { --page: #fff; --card: #fff; --line: #b8c0c8; --text: #000; --soft: #444; --link: #000; --good: #0a5c26; --bad: #a3120d; --next: #6b4500; --info: #0b3d91; --tag: #fff; }
  body { padding: 0; font-size: 10.5pt; max-width: none; } h2, h3, h4 { break-after: avoid; } thead { display: table-header-group; }
}
`;

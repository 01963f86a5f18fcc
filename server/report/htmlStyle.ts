import { PAGE_STYLE } from './pageStyle';

/** The looks of the page of findings. */
export const HTML_STYLE = `${PAGE_STYLE}
h1 { margin-bottom: .5rem; } h2 { border-bottom: 1px solid var(--line); padding-bottom: .3rem; font-family: var(--vscode-editor-font-family, ui-monospace, SFMono-Regular, Menlo, monospace); font-size: 1rem; }
small { color: var(--soft); font-weight: 400; }
.count { display: inline-block; padding: .1rem .7rem; margin-right: .2rem; border: 1px solid currentColor; border-radius: 1rem; } .count.none { color: var(--soft); }
.error { --level: var(--bad); } .warning { --level: var(--next); } .information { --level: var(--info); } .count:not(.none), .level { color: var(--level); }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--level); border-radius: .4rem; padding: .8rem 1rem; margin: 1rem 0; }
article h3 { font-size: 1rem; margin: 0 0 .5rem; } article p { margin: .3rem 0; } .todo { font-weight: 600; }
pre { background: var(--tag); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; margin: .5rem 0; }
mark { background: color-mix(in srgb, var(--level) 22%, transparent); color: inherit; border-bottom: 2px solid var(--level); }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--soft); } ol { margin: .3rem 0 0; padding-left: 1.6rem; } li { margin: .15rem 0; } .part { color: var(--soft); }
@media print { article { break-inside: avoid; } pre { white-space: pre-wrap; border: 1px solid var(--line); } }
`;

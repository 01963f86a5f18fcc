import { PAGE_STYLE } from './pageStyle';

/** The looks of the posture report. */
export const POSTURE_STYLE = `${PAGE_STYLE}
small { display: block; font-weight: 400; color: var(--soft); font-size: .82rem; }
.icons { position: absolute; } .icon { width: 1em; height: 1em; flex: none; vertical-align: -.12em; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.soft, .kicker { color: var(--soft); } .kicker { margin: 0; font-size: .9rem; letter-spacing: .02em; }
.good, .icon.lock, .icon.ok { color: var(--good); } .bad, .icon.gap { color: var(--bad); } .icon.next { color: var(--next); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem; }
.questions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16.5rem, 100%), 1fr)); gap: 1rem; }
.questions h2 { font-size: .95rem; font-weight: 600; color: var(--soft); margin: 0; } .big { font-size: 1.6rem; line-height: 1.3; font-weight: 650; margin: .2rem 0 .6rem; }
.facts { width: 100%; border-collapse: collapse; } .facts th { font-weight: 500; text-align: left; white-space: nowrap; } .facts th, .facts td { padding: .2rem 0; } .facts td.soft { padding: .2rem .8rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .number .icon { margin-right: .35rem; } .none { color: var(--soft); } .facts thead th { font-size: .82rem; font-weight: 400; color: var(--soft); text-align: right; padding: 0 0 0 .5rem; }
.stages { list-style: none; margin: 0; padding: 0; } .stages li { position: relative; padding: .1rem 0 .1rem 1.5rem; display: flex; flex-wrap: wrap; gap: 0 .4rem; align-items: baseline; } .stages strong { font-weight: 500; }
.stages li::before { content: ''; position: absolute; left: .1rem; top: .5rem; width: .6rem; height: .6rem; border: 2px solid var(--soft); border-radius: 50%; background: var(--card); z-index: 1; }
.stages li:not(:last-child)::after { content: ''; position: absolute; left: .44rem; top: 1rem; bottom: -.6rem; border-left: 2px solid var(--line); }
.stages .past::before, .stages .here::before { background: var(--link); border-color: var(--link); } .here strong { font-weight: 650; } .note { margin-left: auto; font-size: .87rem; color: var(--soft); }
.legend { color: var(--soft); margin: 0 0 .6rem; font-size: .9rem; } .legend .icon { margin-left: .8rem; } .legend .icon:first-child { margin-left: 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; }
.scroll table { border-collapse: collapse; width: 100%; } .scroll th, .scroll td { text-align: left; vertical-align: top; padding: .6rem .8rem; border-top: 1px solid var(--line); }
.scroll thead th { border-top: 0; background: var(--card); font-size: .9rem; } .matrix tbody th { width: 28%; font-weight: 400; min-width: 14rem; } .matrix td { min-width: 11rem; }
.name { display: block; font-weight: 600; } .place { font: .82rem var(--vscode-editor-font-family, ui-monospace, SFMono-Regular, Menlo, monospace); color: var(--soft); overflow-wrap: anywhere; }
.matrix ul, .plain { list-style: none; margin: 0; padding: 0; } .matrix li { display: flex; gap: .45rem; align-items: baseline; } .matrix li .icon { position: relative; top: .12em; } .matrix li a { color: var(--text); }
.matrix .lock a { color: var(--good); } .matrix .next a { color: var(--soft); }
.jobs { display: flex; gap: .3rem; margin: .25rem 0; } .job { font-size: .78rem; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; } .job.not { border-color: transparent; opacity: .5; }
.workload { margin: 1rem 0; scroll-margin-top: 1rem; } dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.2rem; margin: .8rem 0 0; } dt { color: var(--soft); } dd { margin: 0; }
.gaps { margin: 0; padding: 0; list-style: none; } .gaps > li { padding: .45rem 0; } .gaps > li + li { border-top: 1px solid var(--line); } .rule { font: .92em var(--vscode-editor-font-family, ui-monospace, SFMono-Regular, Menlo, monospace); }
.tag { display: inline-block; font-size: .78rem; background: var(--tag); border-radius: .25rem; padding: 0 .4rem; white-space: nowrap; } .empty { font-size: 1.1rem; margin-top: 2rem; }
.references tbody th { font-weight: 400; min-width: 16rem; }
.code { margin: .3rem 0 1.2rem; padding: .5rem .8rem .5rem 3.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; } .code li::marker { color: var(--soft); font-size: .82rem; } .code li { scroll-margin-top: 40vh; }
:target { background: color-mix(in srgb, var(--link) 18%, transparent); outline: 2px solid var(--link); border-radius: .3rem; }
@media screen and (max-width: 46rem) {
  body { padding: 1rem .8rem 3rem; } .matrix, .matrix tbody, .matrix tr, .matrix th, .matrix td { display: block; width: auto; } .matrix thead { display: none; }
  .matrix tbody th { width: auto; border-top: 2px solid var(--line); } .matrix td { border-top: 0; padding-top: 0; } .matrix td::before { content: attr(data-layer); display: block; font-size: .82rem; color: var(--soft); }
  dl { grid-template-columns: 1fr; gap: 0; } dt { margin-top: .4rem; }
}
@media print {
  .questions { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .6rem; font-size: 9pt; } .note, .facts thead th { font-size: 8.5pt; } .scroll th, .matrix tbody th, .matrix td { min-width: 0; padding: .4rem .5rem; } .card { padding: .7rem .8rem; } .big { font-size: 1.25rem; } .facts td.soft { padding: .2rem .4rem; } .scroll { overflow: visible; border: 0; } .tag { border: 1px solid var(--line); }
  tr, .card, .gaps > li { break-inside: avoid; }
}
@media (forced-colors: active) { .icon { forced-color-adjust: auto; } }
`;

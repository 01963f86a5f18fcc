import { type Rule, carries, display, helpUri, sentence, sinksOf, sourceName } from '../../../server/analysis/api';
import { asPlainMarkdown, withoutImagesHere } from './fix';
import { maySetPolicy, namesImageHosts, withoutImages } from './images';

export const rule: Rule = {
  meta: {
    id: 'output/markdown-exfiltration',
    title: 'One image carries the conversation out',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'A Markdown renderer shows what a model wrote and loads the images that it names, from anywhere.',
    tags: { owasp: ['LLM10:2026', 'LLM05:2025'], asi: ['ASI02'], mcp: [], aisvs: ['7.3.3'], cwe: ['CWE-201'], atlas: ['AML.T0077'], aws: [] },
    securitySeverity: 5.8,
    helpUri: helpUri('output/markdown-exfiltration'),
  },
  fixes: [withoutImagesHere, asPlainMarkdown],
  concerns: maySetPolicy,
  check({ events, solver }, report) {
    const policy = namesImageHosts(solver);
    if (policy) return;
    for (const event of events) {
      for (const { at } of sinksOf(event, 'markdown', solver.catalog.jsx)) {
        const taints = carries(at.value, ['model'], ['images', 'html'], event);
        if (taints.length === 0 || withoutImages(solver, event)) continue;
        report({
          fn: event.fn,
          mark: at.mark,
          taints,
          sink: event,
          message: {
            what: `${sentence(sourceName(taints[0]!))} is rendered by \`${display(event.name.replace(/^jsx:/, ''))}\`, with whatever images it names.`,
            why: 'A prompt injection has the model write one image whose address holds the conversation; showing it sends it away.',
            todo: 'Allow images from your own hosts only, leave images out, or set a Content-Security-Policy whose `img-src` names hosts.',
          },
        });
      }
    }
  },
};

/** A schema of the fields that are read of the parsed answer, in front of whoever reads them. */
import { type FixMaker, callUse, makeFix, zodFields } from '../../../server/analysis/api';
import { shapeRead } from './uses';

export const schemaOfUse: FixMaker = (c) => {
  const call = c.report.sink;
  const shape = call && call.fn === c.report.fn ? shapeRead(c.solver, call) : undefined;
  if (!call || shape?.k !== 'object') return undefined;
  const [, start, end] = callUse(call);
  const adds = c.project.uses('zod', c.page) ? '' : ' (add zod to your dependencies)';
  const names = Object.keys(shape.fields).map((n) => `\`${n}\``);
  return makeFix({
    title: `Check the fields that are read with a schema: ${names.join(', ')}${adds}`,
    tier: 'suggested',
    on: c.page,
    edits: [...c.page.importName('zod', 'z'), { start, end: start, newText: `z.object(${zodFields(shape.fields)}).parse(` }, { start: end, end, newText: ')' }],
  });
};

/** A schema of the fields that the tool's handler reads: nothing else passes. */
import { type FixMaker, type Shape, inputShape, joinShapes, jsonSchema, listOf, makeFix, replace, setAt, valuesAt, zodFields } from '../../../server/analysis/api';
import { toolsOf } from '../tools';

export const schemaOfUse: FixMaker = (c) => {
  const call = c.report.sink;
  const tool = call && toolsOf({ solver: c.solver, events: c.events, groups: [c.events] }).find((t) => t.event === call);
  const ports = listOf(tool?.spec.schema);
  if (!call || call.fn !== c.report.fn || !tool || ports.length === 0) return undefined;
  const shapes = tool.handlers.flatMap((h) => (tool.spec.input ?? ['0']).map((port) => inputShape(h, port)));
  const shape = shapes.reduce<Shape | undefined>(joinShapes, undefined);
  // What the handler takes whole has no fields to name.
  if (shape?.k !== 'object') return undefined;
  const [schema] = ports.flatMap((p) => valuesAt(call, p));
  const asJson = schema !== undefined && /^\{[\s\S]*\btype\b/.test(c.page.read(schema.mark[1], schema.mark[2]));
  const fields = zodFields(shape.fields);
  const text = asJson ? jsonSchema(shape, c.page.style.quote) : tool.spec.raw ? fields : `z.object(${fields})`;
  const edits = schema ? [replace(c.page, { start: schema.mark[1], end: schema.mark[2] }, text)] : setAt(c.page, call, ports[0]!, text);
  if (!edits) return undefined;
  const adds = asJson || c.project.uses('zod', c.page) ? '' : ' (add zod to your dependencies)';
  const names = Object.keys(shape.fields).map((n) => `\`${n}\``);
  return makeFix({
    title: `Declare what the tool reads: ${names.join(', ')}${adds}`,
    tier: 'suggested',
    on: c.page,
    edits: [...(asJson ? [] : c.page.importName('zod', 'z')), ...edits],
  });
};

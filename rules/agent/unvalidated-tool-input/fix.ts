/** A schema of the fields that the tool's handler reads: nothing else passes. */
import { type FixMaker, type FnNode, type ToolSpec, inputFields, makeFix, replace, setAt, valuesAt } from '../../../server/analysis/api';
import { toolsOf } from '../tools';

type Field = ReturnType<typeof inputFields>[number];

const ZOD = { string: 'z.string()', number: 'z.number()', boolean: 'z.boolean()', strings: 'z.array(z.string())' };
const JSON_TYPE = (q: string): Record<Field['type'], string> => ({
  string: `{ type: ${q}string${q} }`,
  number: `{ type: ${q}number${q} }`,
  boolean: `{ type: ${q}boolean${q} }`,
  strings: `{ type: ${q}array${q}, items: { type: ${q}string${q} } }`,
});

export const schemaOfUse: FixMaker = (c) => {
  const call = c.report.sink;
  const tool = call && toolsOf({ solver: c.solver, events: c.events }).find((t) => t.event === call);
  if (!call || call.fn !== c.report.fn || !tool?.spec.schema) return undefined;
  const fields = fieldsOf(tool.handlers, tool.spec);
  if (fields.length === 0) return undefined;
  const [schema] = valuesAt(call, tool.spec.schema);
  const written = schema ? c.page.read(schema.mark[1], schema.mark[2]) : '';
  const q = c.page.style.quote;
  const asJson = /^\{[\s\S]*\btype\b/.test(written);
  const text = asJson ? jsonSchema(fields, q) : zodSchema(fields, tool.spec.raw === true);
  const edits = schema ? [replace(c.page, { start: schema.mark[1], end: schema.mark[2] }, text)] : setAt(c.page, call, tool.spec.schema, text);
  if (!edits) return undefined;
  const adds = asJson || c.project.uses('zod', c.page) ? '' : ' (add zod to your dependencies)';
  return makeFix({
    title: `Declare what the tool reads: ${fields.map((f) => `\`${f.name}\``).join(', ')}${adds}`,
    tier: 'suggested',
    on: c.page,
    edits: [...(asJson ? [] : c.page.importName('zod', 'z')), ...edits],
  });
};

function fieldsOf(handlers: readonly FnNode[], spec: ToolSpec): Field[] {
  const all = handlers.flatMap((h) => (spec.input ?? ['0']).flatMap((port) => inputFields(h, port)));
  return all.filter((f, n) => all.findIndex((x) => x.name === f.name) === n);
}

const keyed = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function zodSchema(fields: readonly Field[], raw: boolean): string {
  const shape = `{ ${fields.map((f) => `${keyed(f.name)}: ${ZOD[f.type]}`).join(', ')} }`;
  return raw ? shape : `z.object(${shape})`;
}

function jsonSchema(fields: readonly Field[], q: string): string {
  const types = JSON_TYPE(q);
  const properties = fields.map((f) => `${keyed(f.name)}: ${types[f.type]}`).join(', ');
  return `{ type: ${q}object${q}, properties: { ${properties} }, required: [${fields.map((f) => `${q}${f.name}${q}`).join(', ')}], additionalProperties: false }`;
}

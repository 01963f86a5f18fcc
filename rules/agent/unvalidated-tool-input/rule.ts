import {
  type CallEvent,
  type Rule,
  type SchemaSpec,
  type Value,
  apis,
  calleeMark,
  constantsOf,
  display,
  helpUri,
  listOf,
  part,
  usesParam,
  valuesAt,
} from '../../../server/analysis/api';
import { toolsOf } from '../tools';
import { schemaOfUse } from './fix';

export const rule: Rule = {
  meta: {
    id: 'agent/unvalidated-tool-input',
    title: 'A tool that acts takes anything',
    level: 'warning',
    due: 'enhanced',
    layer: 'ai-application',
    summary: 'A tool with a side effect declares no schema for its input, or one that lets anything through.',
    tags: { owasp: ['LLM03:2026', 'LLM06:2025'], asi: ['ASI02'], mcp: [], aisvs: ['10.4'], cwe: ['CWE-20'], atlas: [], aws: [] },
    securitySeverity: 5.5,
    helpUri: helpUri('agent/unvalidated-tool-input'),
  },
  fixes: [schemaOfUse],
  check(context, report) {
    for (const tool of toolsOf(context)) {
      const { event, spec, handlers } = tool;
      const [effect] = tool.effects;
      const ports = listOf(spec.schema);
      if (!effect || ports.length === 0 || handlers.length === 0 || !handlers.some((h) => usesParam(h.facts, 0))) continue;
      const [schema] = ports.flatMap((p) => valuesAt(event, p));
      if (schema ? !letsAnythingThrough(schema.value, 0) : !optionsKnown(event, ports[0]!)) continue;
      report({
        fn: event.fn,
        mark: schema?.mark ?? calleeMark(event),
        sink: event,
        message: {
          what: schema
            ? `The input schema of the tool \`${tool.name}\`, which calls \`${display(effect.event.name)}\`, lets anything through.`
            : `The tool \`${tool.name}\`, which calls \`${display(effect.event.name)}\`, declares no schema for its input.`,
          why: 'Whatever a model makes up, or is talked into, goes into something that acts.',
          todo: 'Declare each field with the narrowest type that the tool needs.',
        },
      });
    }
  },
};

/** Options that are not written out may hold a schema. */
function optionsKnown(event: CallEvent, port: string): boolean {
  const whole = valuesAt(event, port.split('.')[0]!);
  return whole.length > 0 && whole.every(({ value }) => value.taints.length === 0 && value.refs.every((r) => r.k === 'obj' && r.obj.known && !r.obj.rest));
}

/** `z.any()`, an open record, `{}`, a JSON schema of an object without properties. One open field among others is no finding. */
function letsAnythingThrough(schema: Value, depth: number): boolean {
  if (depth > 4 || schema.taints.length > 0 || schema.refs.length !== 1) return false;
  const made = apis(schema)[0]?.made;
  const spec = made?.specs.find((s) => s.schema)?.schema;
  const inner = (port: string): boolean => valuesAt(made!, port).every((a) => letsAnythingThrough(a.value, depth + 1));
  if (spec)
    return (
      (spec.open === true && !hasFields(made!, spec)) ||
      (spec.open === undefined && spec.same !== undefined && valuesAt(made!, spec.same).length > 0 && inner(spec.same)) ||
      (spec.items !== undefined && valuesAt(made!, spec.items).length > 0 && inner(spec.items))
    );
  const [ref] = schema.refs;
  if (ref?.k !== 'obj' || ref.obj.rest || !ref.obj.known || ref.obj.array) return false;
  if (ref.obj.fields.size === 0) return true;
  const isObject = constantsOf(part(schema, 'type'))?.[0] === 'object' && !ref.obj.fields.has('enum') && !ref.obj.fields.has('$ref') && !ref.obj.fields.has('oneOf');
  const properties = ref.obj.fields.get('properties');
  return isObject && (!properties || letsAnythingThrough(properties, depth + 1)) && constantsOf(part(schema, 'additionalProperties'))?.[0] !== false;
}

/** Of an object that lets more through than its fields: whether it has any, here or where it was made. */
function hasFields(made: CallEvent, spec: SchemaSpec): boolean {
  const { fields, same } = spec;
  if (fields !== undefined) return valuesAt(made, fields).some((a) => a.value.refs.some((r) => r.k !== 'obj' || !r.obj.known || r.obj.rest !== undefined || r.obj.fields.size > 0));
  return (same === undefined ? [] : valuesAt(made, same)).flatMap((a) => apis(a.value)).some((r) => r.made?.specs.some((s) => s.schema && hasFields(r.made!, s.schema)) ?? true);
}

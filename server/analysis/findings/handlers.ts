/** The code that runs when a model calls a tool: a function, or a method of an object of the workspace. */
import type { CallEvent } from '../flow/events';
import { fns } from '../flow/access';
import { valuesAt } from '../flow/positions';
import type { FnNode, FnRef } from '../flow/values';

/** The functions at a port, with what they have captured. */
export const closuresAt = (event: CallEvent, port: string): FnRef[] => valuesAt(event, port).flatMap((a) => fns(a.value));

export const handlersAt = (event: CallEvent, port: string): FnNode[] => {
  const given = closuresAt(event, port).map((f) => f.fn);
  return given.length > 0 ? given : methodsAt(event, port);
};

/** `1.invoke` of an instance: methods are no fields of it. */
export function methodsAt(event: CallEvent, port: string): FnNode[] {
  const dot = port.lastIndexOf('.');
  if (dot < 0) return [];
  const name = port.slice(dot + 1);
  return valuesAt(event, port.slice(0, dot)).flatMap((a) =>
    a.value.refs.flatMap((r) => {
      const method = r.k === 'inst' ? r.cls.facts.methods.find((m) => m.name === name && !m.isStatic) : undefined;
      return r.k === 'inst' && method ? [r.cls.file.fns[method.fn]!] : [];
    }),
  );
}

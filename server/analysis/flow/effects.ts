/** The writes of a function to what is not its own: one for each place that it writes to, with all that it may write there. */
import { LIMITS } from '../limits';
import type { Effect } from './events';
import { type Value, join } from './values';

/** Recursion and calls in many branches write to the same places again and again. */
export class Effects {
  private readonly by = new Map<object | string, Map<string, Effect>>();

  add(to: Effect['to'], value: Value): void {
    const [place, part] = placed(to);
    let parts = this.by.get(place);
    if (!parts) this.by.set(place, (parts = new Map()));
    const before = parts.get(part);
    if (!before && to.k === 'port' && to.path.length > 2 && parts.size >= LIMITS.writes) return this.add({ ...to, path: [to.path[0]!, '*'] }, value);
    parts.set(part, { to, value: before ? join(before.value, value) : value });
  }

  list(): Effect[] {
    return [...this.by.values()].flatMap((parts) => [...parts.values()]);
  }
}

function placed(to: Effect['to']): [place: object | string, part: string] {
  switch (to.k) {
    case 'port':
      return [to.port, to.path.join('.')];
    case 'cell':
      return [to.fn, to.name];
    case 'obj':
      return [to.obj, to.name];
    case 'field':
      return [to.ref.cls, to.name];
    case 'table':
      return [to.table, `${to.fn.file.path} ${to.s}`];
  }
}

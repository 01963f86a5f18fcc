/** What decorators and base classes say of the parameters of methods: `ask(@Body() body: Question)`, `class Desk extends Agent`. */
import type { Run } from './run';
import type { ClassNode } from './values';

export function decorateParams(run: Run): void {
  const { fn, solver } = run;
  for (const cls of fn.file.facts.classes) {
    if (cls.fn !== fn.facts.id) continue;
    overridden(run, fn.file.classes[cls.id]!);
    for (const m of cls.methods) {
      const spec = (m.decorators ?? [])
        .flatMap(([value]) => run.events.get(value) ?? [])
        .flatMap((e) => e.specs.flatMap((s) => (s.decorator?.params ? [{ e, data: s.decorator.params }] : [])))[0];
      if (spec) fn.file.fns[m.fn]!.facts.params.forEach((_, index) => solver.giveParam(fn.file.fns[m.fn]!, index, spec.data, spec.e));
    }
    for (const m of [...cls.methods.map((x) => x.fn), ...(cls.ctor === undefined ? [] : [cls.ctor])]) {
      const target = fn.file.fns[m]!;
      target.facts.params.forEach((p, index) => {
        for (const [value] of p.decorators ?? []) {
          for (const e of run.events.get(value) ?? []) for (const s of e.specs) if (s.decorator?.param) solver.giveParam(target, index, s.decorator.param, e);
        }
      });
    }
  }
}

/** Methods that a framework calls because the class is one of its own kind, or says that it implements one. */
function overridden({ solver, fn }: Run, cls: ClassNode): void {
  const base = solver.apiBase(cls);
  const named = cls.facts.implements.flatMap((t) => solver.project.typeOf(fn.file, t)).flatMap((m) => (m.k === 'api' ? [solver.catalog.canonical(m.name)] : []));
  for (const first of [...(base ? [base] : []), ...named]) {
    for (let name: string | undefined = first.replace(/#$/, ''), n = 0; name && n < 6; n++) {
      const type = solver.catalog.type(name);
      for (const [method, params] of Object.entries(type?.overrides ?? {})) {
        const m = cls.facts.methods.find((x) => x.name === method && !x.isStatic);
        if (m) params.forEach((p, index) => p !== null && solver.giveParam(cls.file.fns[m.fn]!, index, p, { name: name! }));
      }
      name = type?.extends;
    }
  }
}

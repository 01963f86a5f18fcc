/** What decorators say of the parameters below them: `ask(@Body() body: Question)`. */
import type { Run } from './run';

export function decorateParams(run: Run): void {
  const { fn, solver } = run;
  for (const cls of fn.file.facts.classes) {
    if (cls.fn !== fn.facts.id) continue;
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

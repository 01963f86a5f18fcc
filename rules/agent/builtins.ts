/** Tools of an SDK's own that change something and run unasked, because a list says so. */
import { type At, type CallEvent, type RuleContext, constantsOf, having, valuesAt } from '../../server/analysis/api';

interface Unasked {
  event: CallEvent;
  at: At;
  name: string;
}

export function unaskedBuiltins({ events }: RuleContext): Unasked[] {
  return having(events, 'model')
    .filter((e) => e.chain.length === 0)
    .flatMap((event) =>
      event.specs.flatMap((s) => {
        const builtins = s.model?.builtins;
        if (!builtins) return [];
        return valuesAt(event, `${builtins.port}[*]`).flatMap((at) => {
          const name = constantsOf(at.value)?.map(String)[0];
          return name !== undefined && builtins.change.includes(name.split('(')[0]!) ? [{ event, at, name }] : [];
        });
      }),
    );
}

/** Under which column a table keeps its owner, as far as the workspace declares the table. */
import { namesOwner } from '../findings/owners';
import { apis } from '../flow/access';
import { isLink } from '../flow/asked';
import type { CallEvent } from '../flow/events';
import { valuesAt } from '../flow/positions';
import type { Value } from '../flow/values';
import type { FixContext } from './context';
import { type Identity, identityAt } from './identity';

/** The caller as a table keeps it, that a condition compares a column of; undefined where its declaration is not seen, or has no owner. */
export function ownerOfRows(c: FixContext, condition: Value): Identity | undefined {
  const owners = (columnsIn(condition) ?? []).filter(namesOwner);
  const usual = identityAt(c);
  if (usual && owners.includes(usual.field)) return usual;
  for (const field of owners) {
    const who = identityAt(c, field);
    if (who) return { ...who, field };
  }
  return undefined;
}

/** Conditions hold conditions: the first column that is compared says which table is meant. */
function columnsIn(condition: Value): string[] | undefined {
  for (const { made } of apis(condition)) {
    const declared = made && declaredBy(made);
    if (declared) return declared;
    for (const given of made && isLink(made) ? made.args : []) {
      const found = columnsIn(given);
      if (found) return found;
    }
  }
  return undefined;
}

function declaredBy(table: CallEvent): string[] | undefined {
  const ports = table.specs.flatMap((s) => s.columns ?? []);
  if (ports.length === 0) return undefined;
  return ports.flatMap((p) => valuesAt(table, p)).flatMap((at) => at.value.refs.flatMap((r) => (r.k === 'obj' ? [...r.obj.fields.keys()] : [])));
}

import { namesOwner } from '../../server/analysis/api';

export interface OwnerCondition {
  field: string;
  /** What it is compared to: the n-th parameter (`$2`, `?`), or one by name (`:user`, `@user`). Absent where it is written otherwise. */
  parameter?: number | string;
}

/** A condition on an owner's column in SQL. */
export function ownerCondition(sql: string): OwnerCondition | undefined {
  const where = /\bwhere\b([\s\S]*)$/i.exec(sql);
  if (!where) return undefined;
  for (const m of where[1]!.matchAll(/(?<![\w".])([\w."]+(?:\s*->>\s*'\w+')?)\)?(?:::\w+)?\s*(?:=|\bin\b)\s*(?:any\s*)?\(?\s*(\$\w+|'?\?'?|:\w+|@\w+|[\w'"]+)?/gi)) {
    const field = m[1]!.replaceAll('"', '');
    if (!namesOwner(field)) continue;
    const value = m[2] ?? '';
    if (/^'|^\d/.test(value)) continue;
    if (/^\$\d/.test(value)) return { field, parameter: Number(value.slice(1)) - 1 };
    if (/^[:@$]/.test(value)) return { field, parameter: value.slice(1) };
    if (value.includes('?')) {
      if (value !== '?') return { field };
      const before = sql.slice(0, sql.length - where[1]!.length + m.index + m[0].lastIndexOf('?'));
      return { field, parameter: before.split('?').length - 1 };
    }
    return { field };
  }
  return undefined;
}

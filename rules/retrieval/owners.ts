import { namesOwner } from '../../server/analysis/api';

/** A condition on an owner's column in SQL: the parameter that it is compared with (`$2`, or the n-th `?`), or true where it is written otherwise. */
export function ownerCondition(sql: string): { parameter?: number } | undefined {
  const where = /\bwhere\b([\s\S]*)$/i.exec(sql);
  if (!where) return undefined;
  for (const m of where[1]!.matchAll(/([\w."]+)\s*(?:=|\bin\b)\s*(?:any\s*)?\(?\s*(\$\d+|\?|:\w+|@\w+|[\w'"]+)?/gi)) {
    if (!namesOwner(m[1]!.replaceAll('"', ''))) continue;
    const value = m[2] ?? '';
    if (/^'|^\d/.test(value)) continue;
    if (value.startsWith('$')) return { parameter: Number(value.slice(1)) - 1 };
    if (value === '?') {
      const before = sql.slice(0, sql.length - where[1]!.length + m.index + m[0].lastIndexOf('?'));
      return { parameter: before.split('?').length - 1 };
    }
    return {};
  }
  return undefined;
}

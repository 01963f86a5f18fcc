/** The shards of a build matrix as one SARIF log. */
import type * as Sarif from 'sarif';
import { mostSevere } from './sarifLimits';

export function mergeSarif(logs: readonly Sarif.Log[]): Sarif.Log {
  const runs = logs.flatMap((l) => l.runs);
  const [first] = runs;
  if (!first) return { version: '2.1.0', runs: [] };
  const rules = new Map<string, Sarif.ReportingDescriptor>();
  for (const r of runs) for (const d of r.tool.driver.rules ?? []) if (!rules.has(d.id)) rules.set(d.id, d);
  const index = new Map([...rules.keys()].map((id, i) => [id, i]));
  const results = new Map<string, Sarif.Result>();
  for (const r of runs) for (const x of r.results ?? []) results.set(identity(x), index.has(x.ruleId ?? '') ? { ...x, ruleIndex: index.get(x.ruleId!)! } : x);
  const invocations = runs.flatMap((r) => r.invocations ?? []);
  const { kept, said } = mostSevere(
    [...results.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    (r) => r.level,
  );
  const merged: Sarif.Run = {
    ...first,
    tool: { ...first.tool, driver: { ...first.tool.driver, rules: [...rules.values()] } },
    results: [...kept],
    ...(invocations.length + said.length > 0
      ? {
          invocations: [
            {
              executionSuccessful: invocations.every((i) => i.executionSuccessful),
              toolExecutionNotifications: [...said, ...invocations.flatMap((i) => i.toolExecutionNotifications ?? [])],
            },
          ],
        }
      : {}),
  };
  return { ...logs[0]!, runs: [merged] };
}

const place = (r: Sarif.Result): [string, number, number] => {
  const p = r.locations?.[0]?.physicalLocation;
  return [p?.artifactLocation?.uri ?? '', p?.region?.startLine ?? 0, p?.region?.startColumn ?? 0];
};

const identity = (r: Sarif.Result): string => JSON.stringify([r.ruleId, ...place(r), r.partialFingerprints]);

/** By file, line and column, as every report is sorted. */
function order(r: Sarif.Result): string {
  const [file, line, column] = place(r);
  return [file, String(line).padStart(8, '0'), String(column).padStart(8, '0'), r.ruleId].join('\u0000');
}

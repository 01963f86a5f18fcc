/** The official schema of CycloneDX 1.6, which comes with its library. */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const SCHEMAS = path.join(path.dirname(createRequire(__filename).resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
const schema = (name: string): object => JSON.parse(fs.readFileSync(path.join(SCHEMAS, `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;

let valid: ValidateFunction | undefined;

export function cyclonedxErrors(document: unknown): ErrorObject[] {
  if (!valid) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    for (const f of ['iri-reference', 'idn-email']) ajv.addFormat(f, true);
    for (const f of ['spdx', 'jsf-0.82']) ajv.addSchema(schema(f), `http://cyclonedx.org/schema/${f}.SNAPSHOT.schema.json`);
    valid = ajv.compile(schema('bom-1.6'));
  }
  return valid(document) ? [] : (valid.errors ?? []);
}

/** Every rule, in the order of the catalogue. A folder's name is the rule's id; a test holds the two together. */
import type { Rule } from '../server/analysis/api';
import { rule as untrustedInstructions } from './prompt/untrusted-instructions/rule';
import { rule as clientControlledRoles } from './prompt/client-controlled-roles/rule';
import { rule as unfilteredInput } from './prompt/unfiltered-input/rule';

export const RULES: readonly Rule[] = [untrustedInstructions, clientControlledRoles, unfilteredInput];

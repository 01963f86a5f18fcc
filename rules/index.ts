/** Every rule, in the order of the catalogue. A folder's name is the rule's id; a test holds the two together. */
import type { Rule } from '../server/analysis/api';
import { rule as browserExposedKey } from './access/browser-exposed-key/rule';
import { rule as hardcodedKey } from './access/hardcoded-key/rule';
import { rule as cleartextEndpoint } from './network/cleartext-endpoint/rule';
import { rule as tlsVerificationDisabled } from './network/tls-verification-disabled/rule';
import { rule as unauthenticatedEndpoint } from './access/unauthenticated-endpoint/rule';
import { rule as retrievalUnauthenticated } from './retrieval/unauthenticated/rule';
import { rule as approvalDisabled } from './agent/approval-disabled/rule';
import { rule as unpinnedToolSource } from './agent/unpinned-tool-source/rule';
import { rule as untrustedToolSource } from './agent/untrusted-tool-source/rule';
import { rule as unvalidatedToolInput } from './agent/unvalidated-tool-input/rule';
import { rule as ruleOfTwo } from './agent/rule-of-two/rule';
import { rule as unboundedLoop } from './agent/unbounded-loop/rule';
import { rule as unapprovedTool } from './agent/unapproved-tool/rule';
import { rule as codeInjection } from './output/code-injection/rule';
import { rule as commandInjection } from './output/command-injection/rule';
import { rule as htmlInjection } from './output/html-injection/rule';
import { rule as pathTraversal } from './output/path-traversal/rule';
import { rule as queryInjection } from './output/query-injection/rule';
import { rule as requestForgery } from './output/request-forgery/rule';
import { rule as clientControlledRoles } from './prompt/client-controlled-roles/rule';
import { rule as indirectInjection } from './prompt/indirect-injection/rule';
import { rule as personalData } from './prompt/personal-data/rule';
import { rule as secretInPrompt } from './prompt/secret-in-prompt/rule';
import { rule as unfilteredInput } from './prompt/unfiltered-input/rule';
import { rule as untrustedInstructions } from './prompt/untrusted-instructions/rule';
import { rule as plaintextAtRest } from './storage/plaintext-at-rest/rule';
import { rule as plaintextRecord } from './storage/plaintext-record/rule';
import { rule as noCustomerKey } from './storage/no-customer-key/rule';
import { rule as sensitiveLog } from './storage/sensitive-log/rule';
import { rule as unscoped } from './retrieval/unscoped/rule';
import { rule as untrustedScope } from './retrieval/untrusted-scope/rule';
import { rule as unownedRecord } from './retrieval/unowned-record/rule';
import { rule as untaggedIngestion } from './retrieval/untagged-ingestion/rule';
import { rule as unvalidatedStructure } from './output/unvalidated-structure/rule';
import { rule as markdownExfiltration } from './output/markdown-exfiltration/rule';
import { rule as hiddenContextExposed } from './output/hidden-context-exposed/rule';
import { rule as noRateLimit } from './operations/no-rate-limit/rule';
import { rule as noOutputCap } from './operations/no-output-cap/rule';
import { rule as noAuditLog } from './operations/no-audit-log/rule';

export const RULES: readonly Rule[] = [
  untrustedInstructions,
  clientControlledRoles,
  unfilteredInput,
  indirectInjection,
  secretInPrompt,
  personalData,
  commandInjection,
  codeInjection,
  queryInjection,
  htmlInjection,
  pathTraversal,
  requestForgery,
  unvalidatedStructure,
  markdownExfiltration,
  hiddenContextExposed,
  retrievalUnauthenticated,
  unscoped,
  untrustedScope,
  unownedRecord,
  untaggedIngestion,
  unapprovedTool,
  approvalDisabled,
  unboundedLoop,
  unvalidatedToolInput,
  ruleOfTwo,
  untrustedToolSource,
  unpinnedToolSource,
  hardcodedKey,
  browserExposedKey,
  unauthenticatedEndpoint,
  plaintextAtRest,
  plaintextRecord,
  noCustomerKey,
  sensitiveLog,
  cleartextEndpoint,
  tlsVerificationDisabled,
  noRateLimit,
  noOutputCap,
  noAuditLog,
];

/** Formats in which providers write their keys: a literal of one of these is a credential, wherever it stands. */

/** Prefixes that belong to one provider alone, with what follows them. */
const PREFIXED: Record<string, RegExp> = {
  Anthropic: /sk-ant-(?:[a-z]+\d+-)?[\w-]{20,}/,
  OpenAI: /sk-(?:proj|svcacct|admin|None)-[\w-]{20,}/,
  OpenRouter: /sk-or-v\d-[0-9a-f]{32,}/,
  Langfuse: /sk-lf-[0-9a-f-]{30,}/,
  Google: /AIza[\w-]{35}/,
  Groq: /gsk_[A-Za-z0-9]{20,}/,
  'Hugging Face': /hf_[A-Za-z0-9]{30,}/,
  Replicate: /r8_[A-Za-z0-9]{30,}/,
  AWS: /(?:AKIA|ASIA)[0-9A-Z]{16}/,
  Pinecone: /pcsk_[A-Za-z0-9_]{20,}/,
  xAI: /xai-[A-Za-z0-9]{40,}/,
  Voyage: /pa-[A-Za-z0-9_-]{40,}/,
  Perplexity: /pplx-[A-Za-z0-9]{32,}/,
  NVIDIA: /nvapi-[\w-]{40,}/,
  Cerebras: /csk-[a-z0-9]{30,}/,
  Together: /tgp_v1_[\w-]{30,}/,
  LangSmith: /lsv2_(?:pt|sk)_[0-9a-f]{20,}_[0-9a-f]+/,
  Tavily: /tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}/,
  Slack: /xox[abprs]-\d[\w-]{20,}/,
  GitHub: /(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/,
  Stripe: /[rs]k_live_[A-Za-z0-9]{20,}/,
  Supabase: /sb_secret_[\w-]{20,}|sbp_[0-9a-f]{40}/,
  // Last, since others begin with it too.
  OpenAI_old: /sk-[A-Za-z0-9]{32,}/,
};

const FORMATS = Object.entries(PREFIXED).map(([provider, r]) => ({ provider: provider.replace('_old', ''), pattern: new RegExp(`(?:^|[^\\w-])(${r.source})(?![\\w-])`) }));

const ANY = new RegExp(
  Object.values(PREFIXED)
    .map((r) => r.source)
    .join('|'),
);

/** Whether there may be a key in a whole file. */
export const mayHoldKey = (text: string): boolean => ANY.test(text);

/** Whose key a text holds, if it is one that somebody was given: made-up keys repeat few characters or have no digits. */
export function providerOf(text: string): string | undefined {
  if (text.length < 20) return undefined;
  for (const { provider, pattern } of FORMATS) {
    const key = pattern.exec(text)?.[1];
    if (key && /\d/.test(key) && new Set(key).size >= 12 && !PLACEHOLDER.test(key)) return provider;
  }
  return undefined;
}

/** Words that people write where a key will stand. */
export const PLACEHOLDER =
  /^(|x+|\*+|\.+|none|null|undefined|test.*|dummy.*|fake.*|example.*|ollama|lm-?studio|local.*|not[-_ ]?(needed|used|required).*|no-?key.*|change-?me.*|sk-\.+|sk-x+)$|your|<[^<>]*>|placeholder|xxxx|example|\$\{/i;

/** `postgres://user:password@host`: the password, unless it is one for the own machine. */
export function passwordIn(url: string): string | undefined {
  const m = /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s@/]+)@([^\s:/?#]+)/i.exec(url);
  return m && !LOCAL.test(m[2]!) && !PLACEHOLDER.test(m[1]!) && !/^(password|pass|postgres|root|admin|secret|user)$/i.test(m[1]!) ? m[1] : undefined;
}

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|host\.docker\.internal|[^.]+)$/;

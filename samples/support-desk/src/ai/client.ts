import OpenAI from 'openai';

/** The desk's own client: key from the environment, TLS, no browser. */
export const openai = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });

/** A second provider, added in a hurry. */
export const fallback = new OpenAI({ apiKey: 'q8RtY2uI4oP6aS1dF3gH5jK7', baseURL: 'http://llm.partner.example/v1' }); //! access/hardcoded-key, network/cleartext-endpoint

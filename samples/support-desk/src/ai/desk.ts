import type OpenAI from 'openai';

/** Answers in the course of a conversation. The client is injected. */
export class Desk {
  constructor(private readonly llm: OpenAI) {}

  /** Takes the whole conversation as the page sends it. */
  async reply(messages: OpenAI.ChatCompletionMessageParam[]): Promise<string> {
    const completion = await this.llm.chat.completions.create({ //! operations/no-output-cap
      model: 'gpt-5',
      messages, //! prompt/client-controlled-roles
    });
    return completion.choices[0]?.message.content ?? '';
  }

  /** What the team wrote itself goes without a filter. */
  async greet(): Promise<string> {
    const completion = await this.llm.chat.completions.create({ //! operations/no-output-cap
      model: 'gpt-5',
      messages: [
        { role: 'system', content: 'You greet visitors.' },
        { role: 'user', content: 'Write one friendly sentence.' },
      ],
    });
    return completion.choices[0]?.message.content ?? '';
  }
}

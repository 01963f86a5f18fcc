import { Agent, run, tool } from '@openai/agents';
import nodemailer from 'nodemailer';
import Stripe from 'stripe';
import { z } from 'zod';

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY ?? '');
const mail = nodemailer.createTransport(process.env.SMTP_URL ?? '');

const refund = async ({ charge }: { charge: string }) => (await stripe.refunds.create({ charge })).status ?? 'pending';
const charge = z.object({ charge: z.string().startsWith('ch_') });

const refundAtOnce = tool({ name: 'refund-at-once', description: 'Refunds a charge.', parameters: charge, execute: refund }); //! agent/unapproved-tool

const refundWhenAsked = tool({ name: 'refund', description: 'Refunds a charge.', parameters: charge, needsApproval: true, execute: refund });

const notify = tool({
  name: 'notify',
  description: 'Writes to a customer.',
  parameters: z.object({ to: z.string(), text: z.string() }),
  needsApproval: false, //! agent/approval-disabled
  execute: async ({ to, text }) => (await mail.sendMail({ from: 'desk@support.example', to, text })).messageId,
});

const hasty = new Agent({ name: 'Hasty clerk', instructions: 'You settle complaints.', tools: [refundAtOnce, notify] }); //! operations/no-output-cap
const careful = new Agent({ name: 'Careful clerk', instructions: 'You settle complaints.', tools: [refundWhenAsked], modelSettings: { maxTokens: 500 } });

/** Works until it thinks that it is done. */
export const settle = async (complaint: string) => (await run(hasty, complaint, { maxTurns: null })).finalOutput; //! agent/unbounded-loop, prompt/unfiltered-input

/** Works for some turns, and a person decides about money. */
export const settleWithCare = async (complaint: string) => (await run(careful, complaint, { maxTurns: 8 })).finalOutput; //! prompt/unfiltered-input

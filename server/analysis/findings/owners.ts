/** Names of fields and columns that say whose something is. */
const OWNER =
  /^(tenant|org|organi[sz]ation|workspace|team|account|customer|company|user|owner|member|project|client|group|author|created_?by|uploaded_?by)(_?(id|ids|key|slug|uuid|ref|name|sub|email))?$|^(sub|uid)$/i;

export const namesOwner = (field: string): boolean => OWNER.test(field.slice(field.lastIndexOf('.') + 1).replace(/^\$+|[\[\]]/g, ''));

/** Names of fields and columns that say whose something is. */
const OWNER =
  /^(_|(p|in|arg|filter|match|query|current|allowed)_?)?(tenant|org|organi[sz]ation|workspace|team|account|customer|company|user|owner|member|project|client|group|author|created_?by|uploaded_?by)s?(_?(id|ids|key|slug|uuid|ref|name|sub|email))?$|^(sub|uid|acl)$/i;

export const namesOwner = (field: string): boolean => {
  const names = field.replace(/\.(keyword|raw)$/, '').match(/\w+/g) ?? [];
  return OWNER.test(names[names.length - 1] ?? '');
};

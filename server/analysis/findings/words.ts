/** Words that messages and metadata share. */

/** A sentence begins with a capital; code in backticks stays as it is. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const helpUri = (rule: string): string => `https://github.com/locksmith-dev/locksmith/blob/main/rules/${rule}/README.md`;

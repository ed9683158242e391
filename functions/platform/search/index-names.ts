/** What is searched: an alias of one index. */
export const readAlias = 'chemchat';
/** What is written to: an alias of that index, and, while a new one is being built, of that one too. */
export const writeAlias = 'chemchat-writes';
/** Names of indexes begin so. */
export const indexPrefix = 'chemchat-index-';
/** The first index of a deployment. */
export const firstIndex = `${indexPrefix}0`;

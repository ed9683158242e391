import * as z from 'zod';

/** A whole number in a query, where all is text; in decimal digits alone. */
export const queryNumber = <Schema extends z.ZodType>(number: Schema) =>
  z.preprocess((text) => (typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : text), number);

/** How many items a page has at most. */
export const pageLimit = ({ most, usual }: { readonly most: number; readonly usual: number }) =>
  queryNumber(z.int(`must be a whole number from 1 to ${most}`).min(1).max(most).default(usual));

/** A place in one of a conversation's two lines. */
export const positionFrom = (first: number) => z.int(`must be a whole number from ${first} on`).min(first);

/** Query of every list that pages by cursor. */
export const PageQuery = z.strictObject({
  limit: pageLimit({ most: 100, usual: 50 }),
  cursor: z.string().min(1).max(512).optional().meta({ description: "The page before's nextCursor" }),
});

/** Query of a list whose cursor is the last item's id, which tells nothing that the page did not. */
export const PageByIdQuery = z.strictObject({
  ...PageQuery.shape,
  cursor: z.guid('must be the nextCursor of a page').optional().meta({ description: "The page before's nextCursor" }),
});

/** A value as JSON text with its fields in order: two that say the same are the same text, wherever they come from. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** Whether two values say the same. */
export const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

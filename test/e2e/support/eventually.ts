/** Reads until there is something, and gives it. */
export const eventually = async <Value>(read: () => Promise<Value | undefined>, withinMs = 40_000): Promise<Value> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > until) throw new Error('it did not come about in time');
    await new Promise((wake) => setTimeout(wake, 100));
  }
};

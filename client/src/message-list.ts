import type { Message } from './wire.ts';

/** Numbers of messages that are not there, both bounds exclusive. */
export interface Gap {
  readonly after: number;
  readonly before: number;
}

/** A list by number with a message in its place, instead of the one that was there. */
export const insertByNumber = (list: readonly Message[], message: Message): readonly Message[] => {
  const { sequenceNumber } = message;
  // Nearly always the last one, or behind it.
  const below = list.findLastIndex((one) => one.sequenceNumber < sequenceNumber) + 1;
  return list.toSpliced(below, list[below]?.sequenceNumber === sequenceNumber ? 1 : 0, message);
};

/** Where numbers are missing between the messages of a list, and up to `head`. */
export const gapsIn = (list: readonly Message[], head: number): readonly Gap[] => {
  const numbers = [...list.map(({ sequenceNumber }) => sequenceNumber), head + 1];
  return numbers.flatMap((before, index) => {
    const after = numbers[index - 1] ?? before - 1;
    return before - after > 1 ? [{ after, before }] : [];
  });
};

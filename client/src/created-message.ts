import type { Message, MessageCreatedFrame } from './wire.ts';

/** The message that a frame tells of, as it is before anybody changes it. */
export const createdMessage = ({ type, ...message }: MessageCreatedFrame): Message => ({
  ...message,
  revision: 1,
  reactions: [],
});

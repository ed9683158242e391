import { avatarUrlOf } from './avatar-url.ts';
import type { Look } from './users.ts';

/** What others see somebody by; of who is gone nothing is left. */
export const lookOf = (user: Look | undefined): Look => ({
  displayName: user?.displayName ?? '',
  avatarMediaId: user?.avatarMediaId,
});

/** What others see somebody by, as the contract has it. */
export const presentLook = (look: Look): { displayName: string; avatarUrl?: string } => ({
  displayName: look.displayName,
  ...avatarUrlOf(look),
});

import { setTimeout as passed } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';

const stepMs = 30_000;

/** An authenticator app. */
export const anAuthenticator = (secret: string) => ({
  /** The code that it shows so many steps of 30 s from now. */
  code: (steps = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * stepMs }),
});

/** Waits for the next step of time where the present one is nearly over, so that a test sees one step all along. */
export const aStepWithTime = async (): Promise<void> => {
  const leftMs = stepMs - (Date.now() % stepMs);
  if (leftMs < 8_000) await passed(leftMs + 50);
};

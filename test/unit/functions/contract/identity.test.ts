import { describe, expect, it } from '@jest/globals';
import { ChangePasswordBody, LogInBody, RegisterBody } from '../../../../functions/contract/identity.ts';
import { ResetBody } from '../../../../functions/contract/mailed-codes.ts';

describe('a password', () => {
  // As one key of a keyboard gives it, and as another composes it.
  const [composed, decomposed] = ['Zürich, 12 März', 'Zu\u0308rich, 12 Ma\u0308rz'];

  it('is the same however a device composes its characters', () => {
    const person = { email: 'ada@example.com', displayName: 'Ada' };
    expect(RegisterBody.parse({ ...person, password: decomposed }).password).toBe(composed);
    expect(LogInBody.parse({ username: 'ada', password: decomposed }).password).toBe(composed);
    const changed = ChangePasswordBody.parse({ currentPassword: decomposed, newPassword: decomposed });
    expect(changed).toEqual({ currentPassword: composed, newPassword: composed });
    const reset = { email: person.email, code: '12345678', newPassword: decomposed };
    expect(ResetBody.parse(reset).newPassword).toBe(composed);
  });
});

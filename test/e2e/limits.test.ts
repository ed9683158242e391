import { beforeAll, describe, expect, it } from '@jest/globals';
import { aTenant, call, Person } from './support/person.ts';

let ada: Person;
let ben: Person;

beforeAll(async () => {
  const tenant = aTenant();
  [ada, ben] = await Promise.all([Person.register('ada', tenant), Person.register('ben', tenant)]);
});

describe('failed logins', () => {
  const logIn = (email: string, password: string) => call('POST', '/api/v1/auth/login', { body: { email, password } });

  it('meet 429 between the 6th and the 20th, with the right password too, and another account does not', async () => {
    const statuses: number[] = [];
    while (statuses.length < 20 && statuses.at(-1) !== 429) statuses.push((await logIn(ada.email, 'wrong')).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.length).toBeGreaterThanOrEqual(6);
    expect(statuses.slice(0, -1).every((status) => status === 401)).toBe(true);

    const right = await logIn(ada.email, Person.password);
    expect(right).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(right.headers.get('retry-after')).toMatch(/^([1-9]|[12]\d|30)$/);
    expect((await logIn(ben.email, Person.password)).status).toBe(200);
  });
});

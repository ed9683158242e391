import { Failure } from './failure.ts';

/** People who are there from the start; a local cloud's only, so the password is no secret. */
export const demoUsers = [
  { email: 'ada@example.com', displayName: 'Ada Lovelace' },
  { email: 'grace@example.com', displayName: 'Grace Hopper' },
] as const;
export const demoPassword = 'chemchat-demo';

const timeoutMs = 30_000;

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of a dozen shapes, each read once
  readonly body: any;
}

const post = async (api: string, path: string, body: unknown, token?: string): Promise<Answer> => {
  const response = await fetch(`${api}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (response.ok || response.status === 401) return { status: response.status, body: text && JSON.parse(text) };
  throw new Failure(`POST ${path} answered ${response.status}: ${text.slice(0, 500)}`, 'make logs tells why');
};

/** Signs in, after registering if that is what it takes. */
const signIn = async (api: string, user: (typeof demoUsers)[number]) => {
  const credentials = { email: user.email, password: demoPassword };
  let answer = await post(api, '/auth/login', credentials);
  if (answer.status === 401) {
    await post(api, '/auth/register', { ...credentials, displayName: user.displayName });
    answer = await post(api, '/auth/login', credentials);
  }
  return { token: String(answer.body.accessToken), userId: String(answer.body.user.id) };
};

/**
 * Makes sure that two demo users and their conversation with a first message are there.
 *
 * @param http base URL of the deployment, without /api/v1
 * @throws Failure the API refused
 */
export const seed = async (http: string): Promise<void> => {
  const api = `${http}/api/v1`;
  const [ada, grace] = [await signIn(api, demoUsers[0]), await signIn(api, demoUsers[1])];
  const conversation = await post(api, '/conversations', { type: 'direct', memberIds: [grace.userId] }, ada.token);
  const message = { content: 'Hello Grace, this is the first message.', clientMessageId: 'seed-1' };
  await post(api, `/conversations/${conversation.body.id}/messages`, message, ada.token);
};

import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  type ChatClient,
  type ChatClientOptions,
  createChatClient,
  defaultRuntime,
  proofKey,
  type Runtime,
  type SocketLike,
  uploadFile,
} from '../../client/src/index.ts';
import { isSame } from '../history/canonical.ts';
import { endpoints } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { aTenant, Person } from './support/person.ts';

const clients: ChatClient[] = [];
afterAll(() => {
  for (const chat of clients) chat.disconnect();
});

type DeviceOptions = Partial<ChatClientOptions> & { readonly openSocket?: Runtime['openSocket'] };

/** A client whose network can be cut: what is open dies without a word, and nothing new gets through. */
const aDevice = ({ openSocket = defaultRuntime.openSocket, ...options }: DeviceOptions = {}) => {
  let isCut = false;
  const sockets: SocketLike[] = [];
  const chat = createChatClient({
    url: endpoints().http,
    websocketUrl: endpoints().websocket,
    ...options,
    runtime: {
      fetch: async (url, init) => {
        if (isCut) throw new TypeError('the network is cut');
        return fetch(url, init);
      },
      openSocket: (url, protocols) => {
        if (isCut) throw new Error('the network is cut');
        const socket = openSocket(url, protocols);
        sockets.push(socket);
        return socket;
      },
    },
  });
  clients.push(chat);
  const cut = () => {
    isCut = true;
    for (const socket of sockets) {
      socket.send = () => {};
      socket.onmessage = null;
      socket.close();
    }
  };
  const mend = () => {
    isCut = false;
  };
  return { chat, cut, mend };
};

const signedIn = async (name: string, tenant: string, options?: DeviceOptions) => {
  const device = aDevice(options);
  const email = `${name}-${randomUUID()}@example.com`;
  await device.chat.auth.register({ email, password: Person.password, displayName: name, tenant });
  const result = await device.chat.auth.logIn({ email, password: Person.password });
  expect(result.status).toBe('signed-in');
  device.chat.connect();
  return { ...device, userId: device.chat.auth.user?.id ?? '' };
};

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('two clients chat, one is cut off and comes back, and both show the same, in order, nothing twice', async () => {
  // Given two people in a conversation, both following it
  const tenant = aTenant();
  const ada = await signedIn('ada', tenant, { proofs: proofKey() });
  // One of them as in Node.js 20, which has no WebSocket of its own
  const bob = await signedIn('bob', tenant, { openSocket: (url, protocols) => new WebSocket(url, [...protocols]) });
  const { id } = await ada.chat.api.createConversation({ type: 'group', title: 'Lab', memberIds: [bob.userId] });
  const hers = ada.chat.conversation(id);
  const his = bob.chat.conversation(id);
  await Promise.all([hers.open(), his.open()]);
  const heard: number[] = [];
  his.onMessage(({ sequenceNumber }) => heard.push(sequenceNumber));

  // When they write, at the same time
  await Promise.all(
    [hers, his].flatMap((conversation, who) =>
      upTo(5).map((number) => conversation.send({ content: `${who} says ${number}` }).acknowledged),
    ),
  );
  const [first] = hers.getSnapshot().messages;
  await hers.react(first?.id ?? '', '👍');
  hers.typing();
  await eventually(async () => his.getSnapshot().typing.find(({ userId }) => userId === ada.userId));
  hers.stopTyping();

  // And one is cut off: both write on, and one edits, deletes and reacts
  bob.cut();
  await eventually(async () => (bob.chat.connection === 'online' ? undefined : true));
  const waiting = [his.send({ content: 'said while cut off' }), his.send({ content: 'and once more' })];
  expect(his.getSnapshot().pending).toHaveLength(2);
  for (const number of upTo(3)) await hers.send({ content: `meanwhile ${number}` }).acknowledged;
  const own = hers.getSnapshot().messages.filter(({ senderId }) => senderId === ada.userId);
  await hers.edit(own[0]?.id ?? '', 'said better');
  await hers.remove(own[1]?.id ?? '');

  // And it comes back
  bob.mend();
  await Promise.all(waiting.map(({ acknowledged }) => acknowledged));

  // Then both show the same
  const settled = await eventually(async () => {
    const [one, other] = [hers.getSnapshot(), his.getSnapshot()];
    return isSame(one.messages, other.messages) && one.messages.length === 15 && other.pending.length === 0
      ? one
      : undefined;
  }, 30_000);
  expect(settled.messages.map(({ sequenceNumber }) => sequenceNumber)).toEqual(upTo(15));
  expect(settled.messages.filter(({ deleted }) => deleted)).toHaveLength(1);
  expect(settled.messages.find(({ id }) => id === own[0]?.id)?.content).toBe('said better');
  const contents = settled.messages.map(({ content }) => content);
  expect(contents.indexOf('said while cut off')).toBeLessThan(contents.indexOf('and once more'));
  expect(heard).toEqual(upTo(15));
  expect(settled).toMatchObject({ gaps: [], completeUpTo: 15, pending: [] });

  // And what one reads is read on the other side, and in the inbox
  his.markRead();
  await eventually(async () => (hers.getSnapshot().receipts[bob.userId]?.lastReadSequence === 15 ? true : undefined));
  expect(bob.chat.inbox.getSnapshot().conversations.find((one) => one.id === id)?.unreadCount).toBe(0);

  // And a file of one is with the message of the other
  const mediaId = await uploadFile(ada.chat, new File(['notes'], 'notes.txt', { type: 'text/plain' }));
  await hers.send({ content: 'see', attachmentIds: [mediaId] }).acknowledged;
  await eventually(async () => {
    const last = his.getSnapshot().messages.at(-1);
    return last?.attachments[0]?.status === 'ready' ? last : undefined;
  }, 30_000);

  // And whose session is revoked is signed out at once
  const ended = new Promise((resolve) => bob.chat.on('signed-out', resolve));
  const elsewhere = aDevice();
  await elsewhere.chat.auth.logIn({ email: bob.chat.auth.user?.email ?? '', password: Person.password });
  const { items } = await elsewhere.chat.api.listSessions();
  for (const session of items.filter(({ current }) => !current)) await elsewhere.chat.api.endSession(session.id);
  expect(await ended).toBe('revoked');
  expect([bob.chat.connection, bob.chat.auth.user]).toEqual(['idle', undefined]);
}, 120_000);

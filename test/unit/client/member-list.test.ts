import { describe, expect, it } from '@jest/globals';
import type { Api } from '../../../client/src/api.ts';
import { MemberList } from '../../../client/src/member-list.ts';
import type { Member } from '../../../client/src/wire.ts';

const memberNamed = (userId: string): Member => ({
  userId,
  displayName: userId,
  role: 'member',
  joinedAt: '2026-01-01T00:00:00.000Z',
});

/** A list whose answers come when they are given. */
const aList = () => {
  const asked: ((userIds: readonly string[]) => void)[] = [];
  const listMembers: Api['listMembers'] = () =>
    new Promise((resolve) => {
      asked.push((userIds) => resolve({ items: userIds.map(memberNamed), nextCursor: null }));
    });
  const list = new MemberList({ listMembers } as Api, 'lab', () => {});
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    list,
    /** How many readings began. */
    count: () => asked.length,
    answer: async (index: number, ...userIds: string[]) => {
      asked[index]?.(userIds);
      await settle();
    },
    shown: () => list.members?.map(({ userId }) => userId),
  };
};

describe('the members of a conversation', () => {
  it('are those of the reading that began last, in whatever order the answers come', async () => {
    const { list, answer, shown } = aList();
    const first = list.load();
    const second = list.load();
    await answer(1, 'ada', 'bob');
    await answer(0, 'ada');
    expect(shown()).toEqual(['ada', 'bob']);
    expect(await first).toEqual(await second);
  });

  it('are read once more when somebody came while they were read, the first time too', async () => {
    const { list, answer, shown, count } = aList();
    const first = list.load();
    list.membersChanged();
    await answer(0, 'ada');
    expect(count()).toBe(2);
    await answer(1, 'ada', 'bob');
    expect(shown()).toEqual(['ada', 'bob']);
    expect((await first).map(({ userId }) => userId)).toEqual(['ada', 'bob']);
    expect(count()).toBe(2);
  });

  it('are those of after the last change when a change and a request meet', async () => {
    const { list, answer, shown, count } = aList();
    void list.load();
    await answer(0, 'ada', 'bob');
    list.membersChanged(); // bob went: its reading is slow
    list.membersChanged(); // bob is back
    void list.load();
    await answer(3, 'ada', 'bob');
    await answer(1, 'ada');
    await answer(2, 'ada');
    expect(shown()).toEqual(['ada', 'bob']);
    expect(count()).toBe(4);
  });
});

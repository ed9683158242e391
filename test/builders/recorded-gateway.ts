import type { ConnectionGateway, EventBatch, PostOutcome } from '../../functions/domain/delivery/connection-gateway.ts';

type Frame = Parameters<ConnectionGateway['post']>[1];

/** How a post goes; `underWay` counts it too. */
type Answer = (post: {
  readonly connectionId: string;
  readonly underWay: number;
}) => PostOutcome | Promise<PostOutcome>;

/** A gateway that answers as told and records what was posted, how it went, and how many posts were under way. */
export const aRecordedGateway = () => {
  const posts: { connectionId: string; frame: Frame; outcome: PostOutcome; underWay: number }[] = [];
  let underWay = 0;
  let answer: Answer = () => 'delivered';
  const gateway: ConnectionGateway = {
    post: async (connectionId, frame) => {
      underWay += 1;
      const now = underWay;
      const outcome = await answer({ connectionId, underWay: now });
      await new Promise((wake) => setImmediate(wake));
      underWay -= 1;
      posts.push({ connectionId, frame, outcome, underWay: now });
      return outcome;
    },
  };
  return {
    gateway,
    posts,
    /** Answers so from now on, and forgets what was posted. */
    answering: (next: Answer = () => 'delivered') => {
      answer = next;
      posts.length = 0;
    },
    /** Whom a frame reached, once for each frame that did. */
    reached: () => posts.filter(({ outcome }) => outcome === 'delivered').map(({ connectionId }) => connectionId),
    mostUnderWay: () => Math.max(...posts.map((post) => post.underWay)),
    eventsTo: (connectionId: string) =>
      posts
        .filter((post) => post.connectionId === connectionId && post.outcome === 'delivered')
        .flatMap(({ frame }) => (frame.type === 'batch' ? (frame as EventBatch).events : [frame])),
  };
};

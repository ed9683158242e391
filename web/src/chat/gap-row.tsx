import type { Gap } from '@chemchat/client';
import { useEffect } from 'react';
import { useConversationView } from './conversation-view.ts';

/** Stands where messages are not loaded, and has them loaded when it is seen. */
export const GapRow = ({ gap }: { readonly gap: Gap }) => {
  const { fillGap } = useConversationView();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a gap of the same bounds is the same gap
  useEffect(() => fillGap(gap), [gap.after, gap.before]);
  return (
    <p className="day" role="status">
      Loading messages…
    </p>
  );
};

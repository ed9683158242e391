import { type RefObject, useEffect } from 'react';

/** Keeps the focus in an element when what had it goes: keys would reach nothing then. */
export const useKeptFocus = (element: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    const own = element.current;
    if (own === null) return;
    const observer = new MutationObserver(() => {
      if (document.activeElement === document.body) own.focus();
    });
    observer.observe(own, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [element]);
};

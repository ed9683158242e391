/** Whether somebody looks at this page now. */
export const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

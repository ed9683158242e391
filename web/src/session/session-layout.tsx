import type { ReactNode } from 'react';

/** A page of somebody who is not signed in. */
export const SessionLayout = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <main className="session-page">
    <title>{`${title} – ChemChat`}</title>
    <div className="session-card">
      <div className="session-brand">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        ChemChat
      </div>
      <h1>{title}</h1>
      {children}
    </div>
  </main>
);

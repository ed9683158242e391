import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ClientContext, createWebClient } from './session/client.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <ClientContext value={createWebClient()}>
      <App />
    </ClientContext>
  </StrictMode>,
);

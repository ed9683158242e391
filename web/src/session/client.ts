import { browserTokenStore, type ChatClient, createChatClient, indexedDbOutboxStore } from '@chemchat/client';
import { createContext, use } from 'react';

const deviceName = (): string => {
  const { userAgent } = navigator;
  const browser = /(Firefox|Edg|Chrome|Safari)/.exec(userAgent)?.[1]?.replace('Edg', 'Edge') ?? 'Browser';
  const system = /(Android|iPhone|iPad|Windows|Mac OS|Linux)/.exec(userAgent)?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
};

/** The client of this page: the deployment is the origin that served it. */
export const createWebClient = (): ChatClient =>
  createChatClient({
    url: location.origin,
    tokenStore: browserTokenStore(),
    outboxStore: indexedDbOutboxStore(),
    deviceName: deviceName(),
  });

/** The client that everything below uses. */
export const ClientContext = createContext<ChatClient | undefined>(undefined);

/** @throws Error outside of a ClientContext */
export const useClient = (): ChatClient => {
  const client = use(ClientContext);
  if (client === undefined) throw new Error('there is no client here');
  return client;
};

/** The sub-protocol that clients which can't put the token into the query connect with, before the token itself. */
export const subProtocol = 'chemchat.v1';

type Values = Readonly<Record<string, string | undefined>>;

/** A header's value; WebSocket events carry names as the client wrote them. */
export const headerOf = (headers: Values, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];

/** The sub-protocols that the client offers, in its order. */
export const offeredSubProtocols = (headers: Values): readonly string[] =>
  (headerOf(headers, 'sec-websocket-protocol') ?? '').split(',').map((one) => one.trim());

/** The WebSocket token of a handshake: `?token=`, or the sub-protocol after `chemchat.v1`; empty where there is none. */
export const tokenOf = (headers: Values, query: Values): string => {
  const [protocol, token] = offeredSubProtocols(headers);
  return query.token ?? (protocol === subProtocol ? token : undefined) ?? '';
};

/** Browsers say where a page is from; other clients do not, and are not held to a list. */
export const originIsAllowed = (headers: Values, allowed: readonly string[]): boolean => {
  const origin = headerOf(headers, 'origin');
  return origin === undefined || allowed.includes(origin);
};

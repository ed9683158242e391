const header = 'x-correlation-id';
const acceptable = /^[A-Za-z0-9._:-]{1,128}$/;

/** The header that carries the correlation id in and out. */
export const correlationHeader = header;

/** The client's correlation id where it sent a decent one, else the request's own id. */
export const correlationIdOf = (headers: Readonly<Record<string, string | undefined>>, requestId: string): string => {
  const given = headers[header];
  return given !== undefined && acceptable.test(given) ? given : requestId;
};

import type { Person } from './person.ts';
import type { Socket } from './socket.ts';

/** Connects people, and remembers their sockets to close them all at the end. */
export const openSockets = () => {
  const sockets: Socket[] = [];
  return {
    connect: async (person: Person): Promise<Socket> => {
      const socket = await person.connect();
      sockets.push(socket);
      return socket;
    },
    closeAll: () => Promise.all(sockets.map((socket) => socket.close())),
  };
};

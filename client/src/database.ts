import { type IDBPDatabase, openDB } from 'idb';

/** A database of the page's origin: opened when it is first used, and again where that failed or the browser closed it. */
export const databaseOf = (name: string, make: (database: IDBPDatabase) => void): (() => Promise<IDBPDatabase>) => {
  let opened: Promise<IDBPDatabase> | undefined;
  const forget = () => {
    opened = undefined;
  };
  return () => {
    if (opened !== undefined) return opened;
    const opening = openDB(name, 1, { upgrade: make, terminated: forget });
    opening.catch(forget);
    opened = opening;
    return opening;
  };
};

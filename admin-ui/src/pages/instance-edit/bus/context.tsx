import { createContext, useContext } from 'react';

/** Whom the tools of a bus ask. */
export interface Bus {
  /** The saved instance; null for a new one. */
  instance: string | null;
  /** It, or another running one of its type, for what needs no connection of its own; undefined while not known. */
  answerer: string | null | undefined;
}

const Context = createContext<Bus | null>(null);

export const BusProvider = Context.Provider;

export function useBus(): Bus {
  const bus = useContext(Context);
  if (bus === null) throw new Error('a tool of a bus outside its form');
  return bus;
}

import { useCallback, useMemo, useState } from 'react';

export type DialogName = 'kill' | 'delete' | 'logs' | 'units' | 'clone' | 'rename' | 'limits' | 'hold';

export interface Dialogs {
  name: DialogName | null;
  id: string | null;
  open: (name: DialogName, id: string) => void;
  close: () => void;
}

/** Which dialog is open for which instance; the id stays while it closes so that its text does not jump. */
export function useDialogs(): Dialogs {
  const [state, setState] = useState<{ name: DialogName | null; id: string | null }>({ name: null, id: null });
  const open = useCallback((name: DialogName, id: string) => setState({ name, id }), []);
  const close = useCallback(() => setState((before) => ({ ...before, name: null })), []);
  return useMemo(() => ({ ...state, open, close }), [state, open, close]);
}

import { createContext, useContext, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Layout } from '@/widgets/layout/boxes';
import { layoutAt } from './draft';
import type { EditorState, EditorStore } from './editor-store';

interface Editor {
  store: EditorStore;
  /** Id of the page that is edited. */
  page: string;
  /** Says something to those who cannot see the canvas. */
  announce: (words: string) => void;
}

const Context = createContext<Editor | null>(null);

export function EditorProvider({ value, children }: { value: Editor; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export function useEditor(): Editor {
  const editor = useContext(Context);
  if (editor === null) throw new Error('used outside EditorProvider');
  return editor;
}

export function useEditorState(): EditorState {
  const { store } = useEditor();
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Where everything stands at the breakpoint that is edited. */
export function useLayout(): Layout {
  const { draft, breakpoint } = useEditorState();
  return useMemo(() => layoutAt(draft, breakpoint), [draft, breakpoint]);
}

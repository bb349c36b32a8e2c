import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { fromClipboard, toClipboard } from '../store/clipboard';
import { useEditor } from '../store/context';
import { add, chosenWidgets, moveChosen, removeChosen, resizeChosen } from './commands';
import { useWords } from './use-words';

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Keys mean text in a field and belong to the dialog while one is open. */
function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** What the whole editor does by keys, wherever the focus is: undo, copy, move, remove. */
export function useKeys(): void {
  const { t } = useTranslation('dashboard-edit');
  const { store, page, announce } = useEditor();
  const words = useWords();
  useEffect(() => {
    const control = (key: string, shift: boolean): boolean => {
      if (key === 'z' && !shift) store.undo();
      else if (key === 'y' || key === 'z') store.redo();
      else if (key === 'a') {
        store.choose(Object.keys(store.get().draft.widgets));
        announce(words.chosen());
      } else if (key === 'd') {
        add(store, page, chosenWidgets(store));
        announce(words.chosen());
      } else return false;
      return true;
    };
    const plain = (event: KeyboardEvent): boolean => {
      const arrow = ARROWS[event.key];
      const canvas = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-canvas]') : null;
      if (arrow && canvas && store.get().chosen.length > 0) {
        if (event.shiftKey) resizeChosen(store, ...arrow);
        else moveChosen(store, ...arrow);
        announce(words.placed());
      } else if ((event.key === 'Delete' || event.key === 'Backspace') && store.get().chosen.length > 0) {
        announce(t('said.removed', { count: removeChosen(store) }));
        // What had the focus is gone; Tab goes on from the first widget.
        canvas?.focus();
      } else if (event.key === 'Escape' && store.get().chosen.length > 0) {
        store.choose([]);
        announce(t('said.nothing_chosen'));
      } else return false;
      return true;
    };
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event.target) || event.altKey) return;
      const done = event.ctrlKey || event.metaKey ? control(event.key.toLowerCase(), event.shiftKey) : plain(event);
      if (done) event.preventDefault();
    };
    const copy = (event: ClipboardEvent) => {
      if (isElsewhere(event.target) || store.get().chosen.length === 0 || String(getSelection() ?? '') !== '') return;
      event.clipboardData?.setData('text/plain', toClipboard(chosenWidgets(store)));
      event.preventDefault();
      if (event.type === 'cut') announce(t('said.removed', { count: removeChosen(store) }));
      else announce(t('said.copied', { count: store.get().chosen.length }));
    };
    const paste = (event: ClipboardEvent) => {
      if (isElsewhere(event.target)) return;
      const widgets = fromClipboard(event.clipboardData?.getData('text/plain') ?? '');
      if (widgets.length === 0) return;
      event.preventDefault();
      add(store, page, widgets);
      announce(t('said.pasted', { count: widgets.length }));
    };
    document.addEventListener('keydown', press);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [t, store, page, announce, words]);
}

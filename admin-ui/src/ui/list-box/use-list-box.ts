import { useId, useState, type KeyboardEvent } from 'react';

interface Settings {
  /** Key of each option, in the order shown. */
  keys: readonly string[];
  /** The first option is chosen by Enter without an arrow key. */
  eager: boolean;
  onChoose: (index: number) => void;
}

/** Which option of a list below a field is active, and the keys that move it: arrows, Enter, Escape. */
export function useListBox({ keys, eager, onChoose }: Settings) {
  const id = useId();
  const [opened, setOpened] = useState(false);
  const signature = keys.join('\n');
  const [moved, setMoved] = useState({ signature, to: -1 });
  // Other options mean that the choice begins anew.
  const active = moved.signature === signature && moved.to >= 0 ? moved.to : eager ? 0 : -1;
  const shown = opened && keys.length > 0;
  const move = (to: number) => setMoved({ signature, to: (to + keys.length) % Math.max(keys.length, 1) });
  const close = () => {
    setOpened(false);
    setMoved({ signature: '', to: -1 });
  };
  /** Whether the key was meant for the list. */
  const keyDown = (event: KeyboardEvent): boolean => {
    if (event.nativeEvent.isComposing) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!shown) setOpened(true);
      else move(event.key === 'ArrowDown' ? active + 1 : active < 0 ? keys.length - 1 : active - 1);
    } else if (event.key === 'Enter' && shown && active >= 0) onChoose(active);
    else if (event.key === 'Escape' && shown) {
      // The dialog around it stays open.
      event.stopPropagation();
      close();
    } else return false;
    event.preventDefault();
    return true;
  };
  const optionId = (index: number) => `${id}-${index}`;
  return {
    id,
    shown,
    active: shown ? active : -1,
    open: () => setOpened(true),
    close,
    hover: move,
    keyDown,
    choose: onChoose,
    optionId,
    /** For the field the list belongs to. */
    aria: {
      'aria-autocomplete': 'list',
      'aria-controls': shown ? id : undefined,
      'aria-activedescendant': shown && active >= 0 ? optionId(active) : undefined,
    } as const,
  };
}

export type ListBoxState = ReturnType<typeof useListBox>;

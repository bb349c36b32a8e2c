import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box, Widget } from '@/widgets/contract';
import { useTypeName } from '@/widgets/words';
import { useEditor } from '../store/context';
import { layoutAt } from '../store/draft';

/** Widgets and places in words, for the live region and the names of the canvas' entries. */
export function useWords() {
  const { t } = useTranslation('dashboard-edit');
  const { store } = useEditor();
  const typeName = useTypeName();
  return useMemo(() => {
    const name = (widget: Widget) => widget.title || typeName(widget.type);
    const place = ({ x, y, w, h }: Box) => t('said.place', { column: x + 1, row: y + 1, width: w, height: h });
    return {
      name,
      place,
      /** Where the chosen widget stands now, or how many are chosen. */
      placed: () => {
        const { draft, chosen, breakpoint } = store.get();
        const [first = ''] = chosen;
        const widget = draft.widgets[first];
        const box = layoutAt(draft, breakpoint)[first];
        if (widget === undefined || box === undefined) return '';
        return `${name(widget)}: ${place(box)}`;
      },
      chosen: () => t('said.chosen', { count: store.get().chosen.length }),
    };
  }, [t, store, typeName]);
}

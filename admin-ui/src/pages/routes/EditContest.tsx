import { useTranslation } from 'react-i18next';
import { mergeOnTop } from '@/data/routes/merge';
import { useSaveRoutes } from '@/data/routes/mutations';
import { useNotify } from '@/ui/notify';
import { ConflictDialog } from './conflict/ConflictDialog';
import type { useEdits } from './use-edits';

/** The question that comes up when a change in the list meets somebody else's change of the same route. */
export function EditContest({ edits }: { edits: ReturnType<typeof useEdits> }) {
  const { t } = useTranslation('routes');
  const save = useSaveRoutes();
  const { done } = useNotify();
  const { contest, close } = edits;
  if (contest === null) return null;
  const { base, mine, theirs } = contest;
  const end = () => {
    save.reset();
    close();
  };
  const apply = () =>
    save.mutate(
      { document: mergeOnTop(base, mine, theirs.document), revision: theirs.revision },
      {
        onSuccess: () => {
          done(t('saved'));
          end();
        },
      },
    );
  return <ConflictDialog {...contest} pending={save.isPending} error={save.error} onTheirs={end} onMine={apply} onClose={end} />;
}

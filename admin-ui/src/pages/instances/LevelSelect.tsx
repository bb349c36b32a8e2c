import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/data/auth/rights';
import { useLogLevel, useSetLogLevel } from '@/data/instances/queries';
import { useReason } from '@/i18n/reason';
import { reasonOf } from '@/data/errors';
import { useNotify } from '@/ui/notify';
import { LEVELS } from './log-lines';

/** What an instance writes at all; takes effect at once and lasts until its next start. */
export function LevelSelect({ id }: { id: string }) {
  const { t } = useTranslation(['instances', 'upkeep']);
  const reasons = useReason();
  const engineer = useMay('engineer');
  const now = useLogLevel(id);
  const change = useSetLogLevel(id);
  const { done, failed } = useNotify();
  const level = now.data?.level ?? null;
  const set = (wanted: string | null) => {
    const found = LEVELS.find((each) => each === wanted);
    if (!found || found === level) return;
    change.mutate(found, { onSuccess: () => done(t('logs.level_done', { level: t(`level.${found}`) })), onError: failed });
  };
  const why = engineer ? (now.error ? reasons.text(reasonOf(now.error)) : t('logs.writes_help')) : t('upkeep:needs_engineer');
  return (
    <Select
      size="xs"
      w={150}
      label={t('logs.writes')}
      title={why}
      data={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
      value={change.isPending ? change.variables : level}
      placeholder={t(now.isPending ? 'logs.writes_asked' : 'logs.writes_unknown')}
      allowDeselect={false}
      disabled={!engineer || level === null || change.isPending}
      onChange={set}
      data-testid="log-writes"
    />
  );
}

import { Button, Skeleton } from '@mantine/core';
import { IconBug, IconPuzzleOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reasonOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { isOfPlugin, usePluginTypes } from '../plugin/queries';
import classes from './frame.module.css';

/** In place of a widget whose type nobody brings, and until it is known whether a plugin does. */
export function UnknownWidget({ type }: { type: string }) {
  const { t } = useTranslation(['dashboards', 'common']);
  const reasons = useReason();
  const { data, error, isLoading } = usePluginTypes(isOfPlugin(type));
  if (isLoading) return <Skeleton className={classes.skeleton ?? ''} role="status" aria-label={t('common:loading')} />;
  const problem = error ? reasonOf(error) : data?.find((found) => found.type === type)?.problem;
  const words = problem ? reasons.text(problem) : t('unknown_type', { type });
  return (
    <div className={classes.problem} data-testid="unknown-type">
      <IconPuzzleOff size={28} stroke={1.4} aria-hidden />
      <p title={words}>{words}</p>
    </div>
  );
}

/** In place of a widget that threw. */
export function CrashedWidget({ error, again }: { error: unknown; again: () => void }) {
  const { t } = useTranslation(['dashboards', 'common']);
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    <div className={classes.problem} role="alert" data-testid="crashed-widget">
      <IconBug size={28} stroke={1.4} aria-hidden />
      <p title={detail}>{t('crashed')}</p>
      <Button size="compact-sm" variant="default" onClick={again}>
        {t('common:reload')}
      </Button>
    </div>
  );
}

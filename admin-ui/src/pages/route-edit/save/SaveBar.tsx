import { Button, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RoutesView } from '@/data/routes/types';
import { appliedState, type AppliedStateName } from '@/pages/routes/applied';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import classes from './save.module.css';

const SIGNS: Record<AppliedStateName, { shape: ShapeName; tone: Tone }> = {
  applied: { shape: 'disc', tone: 'ok' },
  waiting: { shape: 'dashed', tone: 'busy' },
  no_router: { shape: 'diamond', tone: 'warn' },
  rejected: { shape: 'cross', tone: 'bad' },
};

interface Props {
  isNew: boolean;
  dirty: boolean;
  pending: boolean;
  view: RoutesView;
  enabled: boolean;
}

/** Saving, and whether the router works with what was saved. */
export function SaveBar({ isNew, dirty, pending, view, enabled }: Props) {
  const { t } = useTranslation(['route-edit', 'common']);
  return (
    <div className={classes.bar}>
      <Button
        type="submit"
        loading={pending}
        disabled={!isNew && !dirty}
        leftSection={<IconDeviceFloppy size={18} />}
        data-testid="save"
      >
        {isNew ? t('save.new') : t('common:save')}
      </Button>
      <Button variant="subtle" color="gray" component={Link} to="/routes">
        {dirty || isNew ? t('common:cancel') : t('save.back')}
      </Button>
      <div aria-live="polite" data-testid="save-state">
        {pending ? (
          <Text c="dimmed">{t('save.saving')}</Text>
        ) : dirty || isNew ? (
          <Text c="dimmed">{dirty ? t('save.unsaved') : ''}</Text>
        ) : (
          <InForce view={view} enabled={enabled} />
        )}
      </div>
    </div>
  );
}

function InForce({ view, enabled }: { view: RoutesView; enabled: boolean }) {
  const { t } = useTranslation('route-edit');
  const state = appliedState(view);
  const off = state === 'applied' && !enabled;
  const { shape, tone } = off ? { shape: 'square' as const, tone: 'idle' as const } : SIGNS[state];
  return (
    <span className={classes.sign} data-state={state}>
      <Shape name={shape} tone={tone} size={14} />
      {t(off ? 'save.state.off' : `save.state.${state}`)}
    </span>
  );
}

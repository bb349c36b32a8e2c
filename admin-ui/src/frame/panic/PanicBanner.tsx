import { Alert, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/data/auth/rights';
import { unfinished, usePanic } from '@/data/panic/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import classes from './panic.module.css';
import { ResetDialog } from './ResetDialog';

/** While a panic is latched: what is stopped, since when, by whom, why, and the way out. */
export function PanicBanner() {
  const { t } = useTranslation('panic');
  const may = useMay('operator');
  const now = useNow();
  const { data: panic } = usePanic();
  const [asking, { open, close }] = useDisclosure(false);
  if (!panic || panic.level === null) return null;
  const stopped = panic.instances.filter((each) => each.where === 'stopped').length;
  const words = { time: moment(panic.since, now), by: panic.by || t('somebody') };
  return (
    <Alert
      className={classes.banner ?? ''}
      classNames={{ title: classes.bannerTitle ?? '', icon: classes.bannerTitle ?? '' }}
      icon={<IconHandStop aria-hidden />}
      title={t(`banner.${panic.level}`)}
      role="alert"
      data-testid="panic-banner"
    >
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Text size="sm">{panic.damaged ? t('damaged', { detail: panic.damaged }) : t('since', words)}</Text>
          {panic.reason && !panic.damaged ? <Text size="sm">{t('because', { reason: panic.reason })}</Text> : null}
          {panic.level === 'all' ? (
            <Text size="sm">{t(unfinished(panic) ? 'stopping' : 'stopped', { stopped, count: panic.instances.length })}</Text>
          ) : null}
          {panic.saved ? null : <Text size="sm">{t('unsaved')}</Text>}
        </div>
        <Button
          variant="white"
          color="red"
          onClick={open}
          disabled={!may}
          title={may ? undefined : t('not_allowed')}
          data-testid="panic-reset"
        >
          {t('reset')}
        </Button>
      </Group>
      <ResetDialog opened={asking} onClose={close} panic={panic} />
    </Alert>
  );
}

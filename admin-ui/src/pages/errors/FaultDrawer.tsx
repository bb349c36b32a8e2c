import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/data/auth/rights';
import { useFault, useFaultActions, type Occurrence } from '@/data/faults/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { CopyField } from '@/ui/CopyField';
import { ErrorNotice } from '@/ui/ErrorNotice';
import classes from '@/ui/list.module.css';
import { useNotify } from '@/ui/notify';

interface Props {
  fingerprint: string | null;
  onClose: () => void;
}

/** One fault: when and where it happened, with its stack traces; marked as seen or deleted. */
export function FaultDrawer({ fingerprint, onClose }: Props) {
  const { t } = useTranslation(['upkeep', 'common']);
  const notify = useNotify();
  const [operator, engineer, admin] = [useMay('operator'), useMay('engineer'), useMay('admin')];
  const fault = useFault(engineer ? fingerprint : null);
  const { see, forget } = useFaultActions();
  const options = { onSuccess: onClose, onError: notify.failed };
  return (
    <Drawer
      opened={fingerprint !== null}
      onClose={onClose}
      position="right"
      size="xl"
      title={fault.data?.error.type ?? t('errors.one')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {engineer ? null : <Text>{t('errors.needs_engineer')}</Text>}
      {fault.error ? <ErrorNotice error={fault.error} retry={() => void fault.refetch()} /> : null}
      {engineer && fault.isPending ? <PageSkeleton /> : null}
      {fingerprint !== null ? (
        <Stack gap="md">
          {fault.data ? <Text className="break">{fault.data.error.message}</Text> : null}
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconCheck size={18} aria-hidden />}
              disabled={!operator}
              onClick={() => see.mutate(fingerprint, options)}
              loading={see.isPending}
              data-testid="fault-seen"
            >
              {t('errors.see')}
            </Button>
            <Button
              variant="default"
              color="red"
              leftSection={<IconTrash size={18} aria-hidden />}
              disabled={!admin}
              title={admin ? undefined : t('needs_admin')}
              onClick={() => forget.mutate(fingerprint, options)}
              loading={forget.isPending}
              data-testid="fault-forget"
            >
              {t('errors.forget')}
            </Button>
          </Group>
          {fault.data?.occurrences.map((each, at) => (
            <Once key={at} occurrence={each} />
          ))}
          <CopyField label={t('errors.fingerprint')} value={fingerprint} copyLabel={t('errors.copy')} />
        </Stack>
      ) : null}
    </Drawer>
  );
}

function Once({ occurrence }: { occurrence: Occurrence }) {
  const { t } = useTranslation('upkeep');
  const now = useNow();
  return (
    <section>
      <Text fw={600}>
        {`${moment(occurrence.ts, now)} · `}
        <span className="mono">{occurrence.part}</span>
        {occurrence.count > 1 ? ` · ${t('errors.times', { count: occurrence.count })}` : ''}
      </Text>
      {occurrence.context ? <Text size="sm">{occurrence.context}</Text> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.trace} tabIndex={0} aria-label={t('errors.trace')}>
        {occurrence.traceback || occurrence.message}
      </pre>
    </section>
  );
}

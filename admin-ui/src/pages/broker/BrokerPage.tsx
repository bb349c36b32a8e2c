import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/data/auth/rights';
import { useBroker } from '@/data/broker/queries';
import { useSpan } from '@/format/time';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { AwayNotice, DropNotice } from './BrokerNotices';
import { Connected } from './Connected';
import { FigureTiles } from './FigureTiles';

/** How the broker is, how it was for an hour, and who is on it. */
export function Component() {
  const { t } = useTranslation('broker');
  const span = useSpan();
  const admin = useMay('admin');
  const broker = useBroker();
  const { data } = broker;
  const note = data?.version
    ? t('note', { version: data.version, uptime: span(data.connected ? data.uptime_s : null) })
    : undefined;
  return (
    <>
      <PageHeader title={t('title')} note={note}>
        {admin ? (
          <Button component={Link} to="/clients" variant="default" leftSection={<IconKey size={18} aria-hidden />}>
            {t('access')}
          </Button>
        ) : null}
      </PageHeader>
      {broker.error && !data ? <ErrorNotice error={broker.error} retry={() => void broker.refetch()} /> : null}
      {broker.isPending ? <PageSkeleton /> : null}
      {data ? (
        <>
          <AwayNotice broker={data} />
          <DropNotice broker={data} />
          <FigureTiles broker={data} />
          <Connected away={!data.connected} />
        </>
      ) : null}
    </>
  );
}

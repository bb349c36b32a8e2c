import { Text, Title } from '@mantine/core';
import { IconPlugConnected, IconSearchOff } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnections } from '@/data/broker/queries';
import { number } from '@/format/number';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { SearchField } from '@/ui/SearchField';
import { ConnectionTable } from './ConnectionTable';
import classes from './broker.module.css';
import { matching } from './matching';

/** Who is on the broker now; says so when not everybody is known. */
export function Connected({ away }: { away: boolean }) {
  const { t } = useTranslation('broker');
  const [search, setSearch] = useState('');
  const { data, error, isPending, refetch } = useConnections();
  const all = useMemo(() => data?.connections ?? [], [data]);
  const shown = useMemo(() => matching(all, search), [all, search]);
  const unnamed = data?.connected == null ? 0 : data.connected - all.filter(({ told_by }) => told_by === 'broker').length;
  return (
    <>
      <div className={classes.head}>
        <Title order={2} size="h3">
          {t('connected.title')}
        </Title>
        {all.length > 0 ? <SearchField label={t('connected.search')} value={search} onChange={setSearch} /> : null}
      </div>
      {error && !data ? <ErrorNotice error={error} retry={() => void refetch()} /> : null}
      {isPending ? <PageSkeleton /> : null}
      {data && !away && !data.complete ? (
        <Text c="dimmed" mb="sm" maw={760} data-testid="connections-incomplete">
          {t('connected.incomplete')}
          {unnamed > 0 ? ` ${t('connected.counted', { count: data.connected ?? 0, shown: number(data.connected) })}` : ''}
        </Text>
      ) : null}
      {data && all.length === 0 ? (
        <EmptyState
          icon={<IconPlugConnected size={48} stroke={1.1} />}
          title={t(away ? 'connected.away' : 'connected.none')}
          text={t(away ? 'connected.away_text' : 'connected.none_text')}
        />
      ) : null}
      {all.length > 0 && shown.length === 0 ? (
        <EmptyState
          icon={<IconSearchOff size={44} stroke={1.2} />}
          title={t('connected.nothing')}
          text={t('connected.nothing_text', { search })}
        />
      ) : null}
      {shown.length > 0 ? <ConnectionTable connections={shown} /> : null}
    </>
  );
}

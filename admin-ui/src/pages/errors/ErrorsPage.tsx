import { Button, Group, Switch, Text } from '@mantine/core';
import { IconBug, IconChecks } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useDebouncedValue } from '@mantine/hooks';
import { useMay } from '@/data/auth/rights';
import { useFaultActions, useFaults } from '@/data/faults/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { MoreButton } from '@/ui/MoreButton';
import { PageHeader } from '@/ui/PageHeader';
import { SearchField } from '@/ui/SearchField';
import { useNotify } from '@/ui/notify';
import { FaultDrawer } from './FaultDrawer';
import { FaultList } from './FaultList';

/** Errors of all parts, grouped by what is the same fault, the latest first. */
export function Component() {
  const { t } = useTranslation('upkeep');
  const notify = useNotify();
  const operator = useMay('operator');
  const [params] = useSearchParams();
  const [text, setText] = useState('');
  const [onlyNew, setOnlyNew] = useState(false);
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const [opened, setOpened] = useState<string | null>(null);
  const faults = useFaults({ text: wanted, part: params.get('part') ?? '', onlyNew });
  const { seeAll } = useFaultActions();
  const list = faults.data?.pages.flatMap((page) => page.errors) ?? [];
  const total = faults.data?.pages[0]?.total ?? 0;
  const dropped = faults.data?.pages[0]?.dropped ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = faults;
  const more = () => {
    // After a failure the button below asks again, not every movement of the wheel.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  };
  const seen = () => seeAll.mutate(undefined, { onError: notify.failed });
  return (
    <>
      <PageHeader title={t('errors.title')} note={faults.data ? t('errors.count', { count: total }) : undefined}>
        {list.some((each) => each.new) ? (
          <Button
            variant="default"
            leftSection={<IconChecks size={18} aria-hidden />}
            onClick={seen}
            loading={seeAll.isPending}
            disabled={!operator}
            title={operator ? undefined : t('needs_operator')}
            data-testid="see-all"
          >
            {t('errors.see_all')}
          </Button>
        ) : null}
      </PageHeader>
      <Group mb="md" gap="md">
        <SearchField label={t('errors.search')} value={text} onChange={setText} />
        <Switch label={t('errors.only_new')} checked={onlyNew} onChange={(event) => setOnlyNew(event.currentTarget.checked)} />
      </Group>
      {dropped > 0 ? <Text mb="sm">{t('errors.dropped', { count: dropped })}</Text> : null}
      {faults.error ? <ErrorNotice error={faults.error} retry={() => void faults.refetch()} /> : null}
      {faults.isPending ? <PageSkeleton /> : null}
      {faults.data && list.length === 0 ? (
        <EmptyState
          icon={<IconBug size={52} stroke={1.1} />}
          title={t(wanted || onlyNew ? 'nothing_found' : 'errors.none')}
          text={t(wanted || onlyNew ? 'nothing_found_text' : 'errors.none_text')}
        />
      ) : null}
      <FaultList faults={list} onOpen={setOpened} onEnd={more} />
      <MoreButton pages={faults} shown={list.length} total={total} />
      <FaultDrawer fingerprint={opened} onClose={() => setOpened(null)} />
    </>
  );
}

import { Button, Group } from '@mantine/core';
import { IconBatteryOff, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useBatteries } from '@/data/batteries/queries';
import { STATES, stateOf, worstFirst } from '@/data/batteries/rank';
import { useInstances } from '@/data/instances/queries';
import { number } from '@/format/number';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { SearchField } from '@/ui/SearchField';
import classes from './batteries.module.css';
import { BatteryTable } from './BatteryTable';
import { matching } from './matching';
import { StateSign } from './StateSign';

/** All batteries of the house, whatever they are connected by, the worst first. */
export function Component() {
  const { t } = useTranslation('batteries');
  const [params, setParams] = useSearchParams();
  const search = params.get('q') ?? '';
  const batteries = useBatteries();
  const instances = useInstances().data;
  const titles = useMemo(() => new Map(instances?.map(({ id, title }) => [id, title])), [instances]);
  const all = useMemo(() => worstFirst(batteries.data?.items ?? []), [batteries.data]);
  const shown = useMemo(() => matching(all, search, titles), [all, search, titles]);
  const total = batteries.data?.total ?? 0;
  const counts = useMemo(() => {
    const states = all.map(stateOf);
    return STATES.map((state) => ({ state, count: states.filter((each) => each === state).length }));
  }, [all]);
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} note={total > 0 ? t('count', { count: total, shown: number(total) }) : undefined} />
      {batteries.error && !batteries.data ? <ErrorNotice error={batteries.error} retry={() => void batteries.refetch()} /> : null}
      {batteries.isPending ? <PageSkeleton /> : null}
      {batteries.data && total === 0 ? (
        <EmptyState icon={<IconBatteryOff size={52} stroke={1.1} />} title={t('empty.title')} text={t('empty.text')}>
          <Button component={Link} to="/instances/new" leftSection={<IconPlus size={18} />}>
            {t('empty.add')}
          </Button>
        </EmptyState>
      ) : null}
      {total > 0 ? (
        <>
          <Group gap="xs" mb="sm">
            <SearchField
              label={t('search')}
              value={search}
              onChange={(q) => setParams(q === '' ? {} : { q }, { replace: true })}
            />
            <ul className={classes.counts} aria-label={t('states')}>
              {counts.map(({ state, count }) =>
                count === 0 ? null : (
                  <li key={state}>
                    <StateSign state={state} />
                    <span className="numbers">{number(count)}</span>
                  </li>
                ),
              )}
            </ul>
          </Group>
          {total > all.length ? (
            <p className={classes.more}>{t('more', { shown: number(all.length), total: number(total) })}</p>
          ) : null}
          {shown.length === 0 ? (
            <EmptyState
              icon={<IconSearchOff size={44} stroke={1.2} />}
              title={t('nothing.title')}
              text={t('nothing.text', { search })}
            />
          ) : (
            <BatteryTable batteries={shown} titles={titles} />
          )}
        </>
      ) : null}
    </div>
  );
}

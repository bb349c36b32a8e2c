import { Button, Table, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTypes } from '@/data/nodes/queries';
import { number } from '@/format/number';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ScrollBox } from '@/ui/ScrollBox';
import { SlowNote } from '../SlowNote';
import classes from '../symbols.module.css';

interface Props {
  id: string;
  onType: (type: string) => void;
  trouble: (error: Error) => ReactNode;
}

/** Which types the program uses, how many things are of each, and where one is. */
export function TypesTable({ id, onType, trouble }: Props) {
  const { t } = useTranslation('symbols');
  const types = useTypes(id, true);
  const [filter, setFilter] = useState('');
  if (types.error) return trouble(types.error);
  if (types.isPending) {
    return (
      <>
        <SlowNote text={t('reading.types')} />
        <PageSkeleton />
      </>
    );
  }
  const all = types.data.pages.flatMap((page) => page.types);
  const wanted = filter.trim().toLowerCase();
  const shown = all.filter(({ type, kind }) => `${type} ${kind}`.toLowerCase().includes(wanted));
  return (
    <div className={classes.types}>
      <TextInput
        aria-label={t('types.filter')}
        placeholder={t('types.filter')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
        maw={440}
        mb="sm"
        data-testid="types-filter"
      />
      <ScrollBox label={t('view.types')} className={classes.scroll ?? ''}>
        <Table className="stack-table" highlightOnHover stickyHeader data-testid="types">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.type')}</Table.Th>
              <Table.Th>{t('detail.kind')}</Table.Th>
              <Table.Th ta="right">{t('types.count')}</Table.Th>
              <Table.Th ta="right">{t('types.size')}</Table.Th>
              <Table.Th>{t('types.example')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((use) => (
              <Table.Tr key={`${use.type} ${use.example}`}>
                <Table.Td data-label={t('column.type')}>
                  <button
                    type="button"
                    className={classes.jump}
                    onClick={() => onType(use.type)}
                    data-testid={`type-${use.type}`}
                  >
                    {use.type}
                  </button>
                </Table.Td>
                <Table.Td data-label={t('detail.kind')}>{t(`kind.${use.kind.replaceAll(' ', '_')}` as 'kind.scalar')}</Table.Td>
                <Table.Td data-label={t('types.count')} className={classes.figure}>
                  {number(use.count)}
                </Table.Td>
                <Table.Td data-label={t('types.size')} className={classes.figure}>
                  {number(use.size)}
                </Table.Td>
                <Table.Td data-label={t('types.example')} className="break">
                  {use.example}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {shown.length === 0 ? (
          <Text c="dimmed" p="md">
            {t('types.nothing')}
          </Text>
        ) : null}
        {types.hasNextPage ? (
          <Button variant="subtle" m="xs" loading={types.isFetchingNextPage} onClick={() => void types.fetchNextPage()}>
            {t('types.more')}
          </Button>
        ) : null}
      </ScrollBox>
    </div>
  );
}

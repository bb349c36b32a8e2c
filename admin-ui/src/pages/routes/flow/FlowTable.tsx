import { Button, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number, rate } from '@/format/number';
import { ScrollBox } from '@/ui/ScrollBox';
import { Shape } from '@/ui/shapes';
import classes from './flow.module.css';
import type { FlowLink } from './graph';
import { LINK_SIGNS } from './signs';

/** More lines are shown when asked for. */
const FIRST = 50;

interface Props {
  links: FlowLink[];
  nameOf: (id: string) => string;
  onShow: (source: string, target: string) => void;
}

/** The picture in words: every connection, those in trouble first. */
export function FlowTable({ links, nameOf, onShow }: Props) {
  const { t } = useTranslation('routes');
  const [all, setAll] = useState(false);
  const shown = all ? links : links.slice(0, FIRST);
  return (
    <>
      <ScrollBox label={t('flow.table')}>
        <Table className={`stack-table ${classes.table}`} verticalSpacing={5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.state')}</Table.Th>
              <Table.Th>{t('column.from')}</Table.Th>
              <Table.Th>{t('column.to')}</Table.Th>
              <Table.Th className={classes.number ?? ''}>{t('flow.routes')}</Table.Th>
              <Table.Th className={classes.number ?? ''}>{t('column.rate')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ source, target, routes, rate: perSecond, state }) => (
              <Table.Tr key={`${source} ${target}`} data-state={state}>
                <Table.Td data-label={t('column.state')}>
                  <span className={classes.sign}>
                    <Shape name={LINK_SIGNS[state].shape} tone={LINK_SIGNS[state].tone} size={13} />
                    {t(`flow.state.${state}`)}
                  </span>
                </Table.Td>
                <Table.Td data-label={t('column.from')}>{nameOf(source)}</Table.Td>
                <Table.Td data-label={t('column.to')}>{nameOf(target)}</Table.Td>
                <Table.Td data-label={t('flow.routes')} className={classes.number ?? ''}>
                  {number(routes)}
                </Table.Td>
                <Table.Td data-label={t('column.rate')} className={classes.number ?? ''}>
                  {rate(perSecond)}
                </Table.Td>
                <Table.Td className={classes.number ?? ''}>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => onShow(source, target)}
                    aria-label={t('flow.show_named', { source: nameOf(source), target: nameOf(target) })}
                  >
                    {t('flow.show')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {links.length > shown.length ? (
        <Button variant="subtle" mt="xs" onClick={() => setAll(true)}>
          {t('flow.all', { count: links.length })}
        </Button>
      ) : null}
    </>
  );
}

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSamples } from '@/data/live/context';
import { usePointSuggestions } from '@/data/points/queries';
import type { PointView } from '@/data/points/types';
import { Value } from '@/pages/points/Value';
import { ListBox } from '@/ui/list-box/ListBox';
import { useListBox } from '@/ui/list-box/use-list-box';
import type { Slot } from '@/widgets/contract';
import { fittingFirst } from './fits';
import classes from './inspector.module.css';

/** So many are asked for, so that the fitting ones are found among them; so many are shown. */
const ASKED = 300;
const SHOWN = 40;

interface Props {
  label: string;
  slot: Pick<Slot, 'kind' | 'writable'>;
  autoFocus?: boolean;
  testId: string;
  onPick: (point: PointView) => void;
}

/** Finds a point by words of its address and description; those that fit come first, with their values of now. */
export function PointPicker({ label, slot, autoFocus = false, testId, onPick }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const [search, setSearch] = useState('');
  const [focused, setFocused] = useState(false);
  const asked = usePointSuggestions(search, focused, ASKED);
  const found = focused ? fittingFirst(asked.data?.items ?? [], slot).slice(0, SHOWN) : [];
  const samples = useSamples(found.map(({ point }) => point.address));
  const list = useListBox({
    keys: found.map(({ point }) => point.address),
    eager: true,
    onChoose: (index) => {
      const chosen = found[index]?.point;
      if (chosen === undefined) return;
      list.close();
      setSearch('');
      onPick(chosen);
    },
  });
  const more = (asked.data?.total ?? 0) - found.length;
  const footer = asked.error
    ? t('pick.failed')
    : asked.isFetching && found.length === 0
      ? t('pick.searching')
      : more > 0
        ? t('pick.more', { count: more })
        : undefined;
  return (
    <ListBox
      state={list}
      label={label}
      options={found.map(({ point, fit }) => {
        const sample = samples.get(point.address) ?? point;
        return {
          key: point.address,
          group: fit ? t('pick.fitting') : t('pick.other'),
          content: (
            <span className={classes.point}>
              <span className="mono truncate">{point.address}</span>
              <span className={classes.now}>
                <Value point={point} value={sample.quality === 'bad' ? null : sample.value} />
              </span>
              {point.description ? <small className="truncate">{point.description}</small> : null}
            </span>
          ),
        };
      })}
      footer={footer}
    >
      <TextInput
        label={label}
        role="combobox"
        aria-expanded={list.shown}
        aria-controls={list.aria['aria-controls']}
        aria-activedescendant={list.aria['aria-activedescendant']}
        aria-autocomplete="list"
        value={search}
        placeholder={t('pick.placeholder')}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          list.open();
        }}
        onKeyDown={list.keyDown}
        onFocus={() => {
          setFocused(true);
          list.open();
        }}
        onBlur={() => {
          setFocused(false);
          list.close();
        }}
        error={focused && asked.data?.total === 0 ? t('pick.none') : undefined}
        data-testid={testId}
        autoFocus={autoFocus}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </ListBox>
  );
}

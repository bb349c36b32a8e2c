import { TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePointSuggestions } from '@/data/points/queries';
import { useField, type SettingProps } from './Fields';

const SHOWN = 20;

/** Patterns of addresses, each a chip; points that match what is typed are offered. */
export function PatternsSetting(props: SettingProps) {
  const { t } = useTranslation('settings');
  const { value, set, common } = useField(props);
  const [search, setSearch] = useState('');
  const found = usePointSuggestions(search, search !== '', SHOWN).data?.items ?? [];
  const patterns = value as string[];
  return (
    <TagsInput
      {...common}
      value={patterns}
      onChange={(next) => set(next.map((pattern) => pattern.trim()).filter((pattern) => pattern !== ''))}
      searchValue={search}
      onSearchChange={setSearch}
      data={search === '' ? [] : found.map(({ address }) => address)}
      // They were found by the gateway, also by their description.
      filter={({ options }) => options}
      placeholder={patterns.length === 0 ? t('prometheus_points_placeholder') : ''}
      splitChars={[',', ';', ' ']}
      maxDropdownHeight={240}
      acceptValueOnBlur
    />
  );
}

import { SimpleGrid, Text, TextInput, Title } from '@mantine/core';
import { IconPlugOff, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAdapterTypes } from '@/data/adapters/queries';
import type { AdapterType } from '@/data/adapters/types';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { currentLanguage } from '@/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { TypeIcon } from '@/ui/TypeIcon';
import classes from './edit.module.css';

const MANY = 8;

/** The adapter types as cards, the first step of adding a device. */
export function TypeChooser() {
  const { t } = useTranslation('form');
  const types = useAdapterTypes();
  const [search, setSearch] = useState('');
  if (types.isPending) return <PageSkeleton />;
  if (types.error && !types.data) return <ErrorNotice error={types.error} retry={() => void types.refetch()} />;
  const adapters = (types.data ?? []).filter(({ kind }) => kind === 'adapter');
  if (adapters.length === 0)
    return <EmptyState icon={<IconPlugOff size={52} stroke={1.1} />} title={t('no_types.title')} text={t('no_types.text')} />;
  const language = currentLanguage();
  const wanted = search.trim().toLocaleLowerCase();
  const shown = adapters.filter((type) =>
    `${type.type} ${type.title[language]} ${type.description[language]}`.toLocaleLowerCase().includes(wanted),
  );
  return (
    <>
      <Title order={2} mb="sm">
        {t('choose')}
      </Title>
      {adapters.length > MANY ? (
        <TextInput
          mb="sm"
          maw={420}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          aria-label={t('choose_search')}
          placeholder={t('choose_search')}
          leftSection={<IconSearch size={16} aria-hidden />}
        />
      ) : null}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {shown.map((type) => (
          <TypeCard key={type.type} type={type} />
        ))}
      </SimpleGrid>
    </>
  );
}

function TypeCard({ type }: { type: AdapterType }) {
  const { t } = useTranslation('form');
  const language = currentLanguage();
  return (
    <Link to={`/instances/new/${type.type}`} className={`surface ${classes.type}`} data-testid={`type-${type.type}`}>
      <TypeIcon icon={type.icon} type={type.type} size={32} />
      <span style={{ minWidth: 0 }}>
        <Text span fw={650} fz="lg" display="block">
          {type.title[language] ?? type.title.en ?? type.type}
        </Text>
        <Text span display="block">
          {type.description[language] ?? type.description.en}
        </Text>
        <Text span c="dimmed" size="sm" display="block" mt={4}>
          {t('version', { version: type.version })}
          {type.image === 'ready' ? '' : ` · ${t(`image.${type.image}`)}`}
        </Text>
      </span>
    </Link>
  );
}

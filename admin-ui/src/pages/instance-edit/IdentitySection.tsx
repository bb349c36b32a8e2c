import { Button, Group, Select, SimpleGrid, Switch, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AdapterType } from '@/data/adapters/types';
import { useErrors, useForm, useValue } from '@/form/context';
import { currentLanguage } from '@/i18n';
import { useReason } from '@/i18n/reason';
import { TypeIcon } from '@/ui/TypeIcon';
import { suggestId } from './draft';
import classes from './edit.module.css';

const RUNTIMES = ['docker', 'external'] as const;

interface Props {
  isNew: boolean;
  type: AdapterType | undefined;
  taken: readonly string[];
}

/** Name, id and whether it runs. */
export function IdentitySection({ isNew, type, taken }: Props) {
  const { t } = useTranslation('form');
  const reasons = useReason();
  const { store } = useForm();
  const errors = useErrors();
  const title = String(useValue('/title') ?? '');
  const id = String(useValue('/id') ?? '');
  const enabled = useValue('/enabled') === true;
  const runtime = String(useValue('/runtime') ?? 'docker');
  const [ownId, setOwnId] = useState(false);
  const problem = (pointer: string) => {
    const error = errors.find(({ path }) => path === pointer);
    return error ? reasons.text(error) : undefined;
  };
  const changeTitle = (next: string) => {
    store.set('/title', next);
    if (isNew && !ownId) store.set('/id', suggestId(next, type?.type ?? 'device', taken));
  };
  return (
    <section className={`surface ${classes.section}`}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>
          <Group gap="xs">
            {type ? <TypeIcon icon={type.icon} type={type.type} size={22} /> : null}
            {type?.title[currentLanguage()] ?? t('section.identity')}
          </Group>
        </Title>
        {isNew ? (
          <Button component={Link} to="/instances/new" variant="subtle" size="compact-sm">
            {t('change_type')}
          </Button>
        ) : null}
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label={t('title_label')}
          description={t('title_help')}
          data-place="/title"
          value={title}
          onChange={(event) => changeTitle(event.currentTarget.value)}
          error={problem('/title')}
          maxLength={200}
          data-testid="title"
        />
        <TextInput
          label={t('id_label')}
          description={isNew ? t('id_help') : t('id_fixed')}
          data-place="/id"
          value={id}
          onChange={(event) => {
            setOwnId(true);
            store.set('/id', event.currentTarget.value);
          }}
          error={problem('/id')}
          readOnly={!isNew}
          variant={isNew ? 'default' : 'filled'}
          required={isNew}
          autoCapitalize="none"
          spellCheck={false}
          data-testid="id"
        />
        <Switch
          label={isNew ? t('enabled_label') : t('enabled_edit_label')}
          description={t('enabled_help')}
          data-place="/enabled"
          checked={enabled}
          onChange={(event) => store.set('/enabled', event.currentTarget.checked)}
        />
        <Select
          label={t('runtime_label')}
          data-place="/runtime"
          data={RUNTIMES.map((value) => ({ value, label: t(`runtime.${value}`) }))}
          value={runtime}
          onChange={(next) => store.set('/runtime', next ?? 'docker')}
          allowDeselect={false}
          error={problem('/runtime')}
        />
      </SimpleGrid>
    </section>
  );
}

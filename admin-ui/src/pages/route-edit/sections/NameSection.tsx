import { Switch, TextInput } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblem } from '../check/use-problem';
import { useDraft } from '../context';
import classes from './sections.module.css';

/** What the route is called, and whether it works. */
export const NameSection = memo(function NameSection() {
  const { t } = useTranslation('route-edit');
  const [name, setName] = useDraft('name');
  const [enabled, setEnabled] = useDraft('enabled');
  const { error } = useProblem('/name');
  return (
    <section className={`surface ${classes.section} ${classes.naming}`}>
      <TextInput
        label={t('name_label')}
        placeholder={t('name_placeholder')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={error}
        maxLength={200}
        data-place="/name"
        data-testid="name"
      />
      <Switch
        label={t('enabled_label')}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
        data-place="/enabled"
        data-testid="enabled"
      />
    </section>
  );
});

import { Alert, Tabs, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Properties } from '@/form/fields/ObjectField';
import type { JsonSchema } from '@/form/schema';
import { ConfigText } from './ConfigText';
import classes from './edit.module.css';

interface Props {
  schema: JsonSchema | null;
  typeName: string;
  onBroken: (broken: boolean) => void;
}

/** The adapter's own configuration, as a form made from its schema or as text. */
export function ConfigSection({ schema, typeName, onBroken }: Props) {
  const { t } = useTranslation('form');
  const [tab, setTab] = useState<string>(schema === null ? 'json' : 'form');
  const [broken, setBroken] = useState(false);
  const report = (now: boolean) => {
    setBroken(now);
    onBroken(now);
  };
  return (
    <section className={`surface ${classes.section}`}>
      <Title order={2} mb="xs">
        {t('section.connection')}
      </Title>
      {schema === null ? (
        <Alert color="orange" mb="sm" title={t('unknown_type.title', { type: typeName })}>
          {t('unknown_type.text')}
        </Alert>
      ) : null}
      <Tabs value={tab} onChange={(next) => setTab(next ?? 'form')} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('tab.label')}>
          <Tabs.Tab value="form" disabled={schema === null || broken}>
            {t('tab.form')}
          </Tabs.Tab>
          <Tabs.Tab value="json" data-testid="tab-json">
            {t('tab.json')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="form">
          {schema === null ? null : <Properties pointer="/config" path="" schema={schema} required />}
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <ConfigText onBroken={report} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

import { Loader, Select, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from '@/ui/shapes';
import { useRouteEdit } from '../context';
import { Section } from '../sections/Section';
import { LatestRuns } from './LatestRuns';
import { Outcome } from './Outcome';
import classes from './preview.module.css';
import { SampleNow } from './SampleNow';
import { TryValue } from './TryValue';

/** What the route would do with the present values, tried again and again while somebody edits. */
export const PreviewPanel = memo(function PreviewPanel() {
  const { t } = useTranslation('route-edit');
  const { preview } = useRouteEdit();
  const { state, answer, addresses, address, real, choose } = preview;
  return (
    <Section title={t('preview.title')} side={<PreviewSign />} testId="preview">
      {state === 'idle' ? <Text c="dimmed">{t('preview.idle')}</Text> : null}
      {state === 'loading' ? <Loader size="sm" aria-label={t('preview.loading')} /> : null}
      {state === 'missing' ? (
        <div className={classes.missing} data-testid="preview-missing">
          <IconPlugConnectedX size={22} stroke={1.5} aria-hidden />
          <Text>{t('preview.missing')}</Text>
        </div>
      ) : null}
      {answer && addresses.length > 1 ? (
        <Select
          label={t('preview.point', { count: answer.points })}
          data={addresses}
          value={address ?? null}
          onChange={(next) => choose({ address: next ?? undefined })}
          allowDeselect={false}
          searchable
          classNames={{ input: 'mono' }}
          mb="sm"
        />
      ) : null}
      {answer && addresses.length === 0 ? (
        <Text c="dimmed">
          {t(answer.findings.some(({ level }) => level === 'error') ? 'preview.wrong' : 'preview.no_points')}
        </Text>
      ) : null}
      {real ? (
        <div className={classes.body} data-old={!preview.current || undefined}>
          <SampleNow run={real} past={preview.past} />
          <Outcome />
          <LatestRuns />
        </div>
      ) : null}
      {state === 'live' ? <TryValue /> : null}
    </Section>
  );
});

/** Whether what is shown is about the route as it is written now. */
function PreviewSign() {
  const { t } = useTranslation('route-edit');
  const { preview } = useRouteEdit();
  if (preview.state === 'idle') return null;
  if (preview.state === 'missing')
    return (
      <span className={classes.sign}>
        <Shape name="diamond" tone="warn" size={12} />
        {t('preview.sign_missing')}
      </span>
    );
  if (preview.state === 'live' && preview.real === undefined) return null;
  const live = preview.state === 'live' && preview.current;
  return (
    <span className={classes.sign}>
      <Shape name={live ? 'disc' : 'dashed'} tone={live ? 'ok' : 'busy'} size={12} />
      {live ? t(preview.value === undefined ? 'preview.sign_live' : 'preview.sign_tried') : t('preview.sign_busy')}
    </span>
  );
}

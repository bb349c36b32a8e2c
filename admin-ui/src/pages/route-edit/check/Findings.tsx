import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '@/data/routes/types';
import { useReason } from '@/i18n/reason';
import { useRouteEdit } from '../context';
import classes from '../save/save.module.css';
import { reasonOfFinding } from './use-problem';

const MOST = 6;

/** What is wrong, each a way to its field; and what is wrong in other routes, which keeps this one from being saved, too. */
export function Findings({ others }: { others: readonly Finding[] }) {
  const { t } = useTranslation('route-edit');
  const { store, findings } = useRouteEdit();
  const reasons = useReason();
  const refused = useSyncExternalStore(store.subscribe, () => store.allErrors);
  const whole = findings.filter(({ place }) => place === '');
  const elsewhere = others.filter(({ level }) => level === 'error');
  return (
    <>
      {refused.length > 0 ? (
        <Alert
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('check.not_saved')}
          role="alert"
          data-testid="form-errors"
        >
          <ul className={classes.list}>
            {refused.slice(0, MOST).map((error) => (
              <li key={`${error.path} ${error.key}`}>
                <button type="button" className={classes.jump} onClick={() => jumpTo(error.path)}>
                  {t(`field.${fieldOf(error.path)}`)}
                </button>
                {`: ${reasons.text(error)}`}
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
      {whole.map((finding) => (
        <Alert
          key={finding.key}
          color={finding.level === 'error' ? 'red' : 'orange'}
          icon={<IconAlertTriangle aria-hidden />}
          title={reasons.text(reasonOfFinding(finding))}
        >
          {finding.message}
        </Alert>
      ))}
      {elsewhere.length > 0 ? (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t('check.elsewhere')}>
          <ul className={classes.list}>
            {elsewhere.slice(0, MOST).map((finding) => (
              <li key={`${finding.pointer} ${finding.key}`}>
                {finding.route ? `${t('check.route', { route: finding.route })} ` : <code>{`${finding.pointer} `}</code>}
                {reasons.text(reasonOfFinding({ ...finding, place: finding.pointer ?? '' }))}
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
    </>
  );
}

const FIELDS = [
  'id',
  'name',
  'from',
  'to',
  'when',
  'schedule',
  'transform',
  'bidirectional',
  'enabled',
  'quality',
  'on_error',
  'max_rate',
] as const;

function fieldOf(path: string): (typeof FIELDS)[number] | 'other' {
  const [, name] = path.split('/');
  return FIELDS.find((field) => field === name) ?? 'other';
}

function jumpTo(path: string): void {
  const fields = [...document.querySelectorAll<HTMLElement>('[data-place]')];
  const field =
    fields.find(({ dataset }) => dataset['place'] === path) ??
    fields.find(({ dataset }) => path.startsWith(dataset['place'] ?? '-'));
  field?.scrollIntoView({ block: 'center' });
  field?.focus();
}

import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrors, useForm } from '@/form/context';
import { labelOf } from '@/form/label';
import { useReason } from '@/i18n/reason';
import classes from './edit.module.css';

const MOST = 8;

/** All errors in one place, each a way to its field; comes into view when it appears. */
export function ErrorSummary() {
  const { t } = useTranslation('form');
  const reasons = useReason();
  const { root, book } = useForm();
  const errors = useErrors();
  const box = useRef<HTMLDivElement>(null);
  const any = errors.length > 0;
  useEffect(() => {
    if (any) box.current?.scrollIntoView({ block: 'nearest' });
  }, [any]);
  if (!any) return null;
  const nameOf = (path: string) => {
    if (path === '/id') return t('id_label');
    return path.startsWith('/config') ? labelOf(path.slice('/config'.length), root, book) : path;
  };
  return (
    <Alert
      ref={box}
      className={classes.summary ?? ''}
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('errors', { count: errors.length })}
      role="alert"
      data-testid="form-errors"
    >
      <List spacing={2}>
        {errors.slice(0, MOST).map((error) => (
          <List.Item key={`${error.path} ${error.key}`}>
            <button type="button" className={classes.jump} onClick={() => jumpTo(error.path)}>
              {nameOf(error.path)}
            </button>
            {` ${reasons.text(error)}`}
          </List.Item>
        ))}
      </List>
      {errors.length > MOST ? t('errors_more', { count: errors.length - MOST }) : null}
    </Alert>
  );
}

function jumpTo(path: string): void {
  const field = [...document.querySelectorAll<HTMLElement>('[data-place]')].find(({ dataset }) => dataset['place'] === path);
  field?.scrollIntoView({ block: 'center' });
  field?.focus();
}

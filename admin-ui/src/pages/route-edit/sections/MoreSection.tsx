import { Checkbox, Collapse, NumberInput, Select, Switch, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quality } from '@/data/points/types';
import { useProblem } from '../check/use-problem';
import { useDraft, useRouteEdit } from '../context';
import classes from './sections.module.css';
import { Warning } from './Warning';

const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad'];
const FIELDS = ['/id', '/bidirectional', '/quality', '/on_error', '/max_rate'];

/** What most routes leave as it is; opens by itself when something in it is wrong. */
export const MoreSection = memo(function MoreSection() {
  const { t } = useTranslation('route-edit');
  const { store, findings } = useRouteEdit();
  const [open, setOpen] = useState(false);
  const wrong =
    findings.some(({ place, level }) => level === 'error' && FIELDS.includes(place)) ||
    store.allErrors.some(({ path }) => FIELDS.includes(path));
  const shown = open || wrong;
  const Sign = shown ? IconChevronDown : IconChevronRight;
  return (
    <section className={`surface ${classes.section}`} data-testid="section-more">
      <UnstyledButton className={classes.fold ?? ''} onClick={() => setOpen(!shown)} aria-expanded={shown} data-testid="more">
        <Sign size={18} aria-hidden />
        <span>
          <strong>{t('more.title')}</strong> <span className={classes.dim}>{t('more.note')}</span>
        </span>
      </UnstyledButton>
      <Collapse expanded={shown} transitionDuration={0}>
        <div className={classes.grid}>
          <Identity />
          <Directions />
          <Qualities />
          <Errors />
          <Rate />
        </div>
      </Collapse>
    </section>
  );
});

function Identity() {
  const { t } = useTranslation('route-edit');
  const [id, setId] = useDraft('id');
  const { error } = useProblem('/id');
  return (
    <TextInput
      label={t('more.id')}
      description={t('more.id_help')}
      placeholder={t('more.id_placeholder')}
      value={id}
      onChange={(event) => setId(event.currentTarget.value)}
      error={error}
      maxLength={64}
      autoCapitalize="none"
      spellCheck={false}
      data-place="/id"
      data-testid="id"
    />
  );
}

function Directions() {
  const { t } = useTranslation('route-edit');
  const [both, setBoth] = useDraft('bidirectional');
  const { error, warning } = useProblem('/bidirectional');
  return (
    <div>
      <Switch
        label={t('more.both')}
        description={t('more.both_help')}
        checked={both}
        onChange={(event) => setBoth(event.currentTarget.checked)}
        error={error}
        data-place="/bidirectional"
      />
      <Warning text={warning} />
    </div>
  );
}

function Qualities() {
  const { t } = useTranslation(['route-edit', 'points']);
  const [quality, setQuality] = useDraft('quality');
  const { error } = useProblem('/quality', true);
  return (
    <Checkbox.Group
      label={t('more.quality')}
      description={t('more.quality_help')}
      value={quality}
      onChange={(next) => setQuality(QUALITIES.filter((one) => next.includes(one)))}
      error={quality.length === 0 ? t('more.quality_none') : error}
      data-place="/quality"
    >
      <div className={classes.checks}>
        {QUALITIES.map((one) => (
          <Checkbox key={one} value={one} label={t(`points:quality.${one}`)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function Errors() {
  const { t } = useTranslation('route-edit');
  const [onError, setOnError] = useDraft('on_error');
  const { error, warning } = useProblem('/on_error');
  return (
    <div>
      <Select
        label={t('more.on_error')}
        description={t('more.on_error_help')}
        data={[
          { value: 'drop', label: t('more.drop') },
          { value: 'bad', label: t('more.bad') },
        ]}
        value={onError}
        onChange={(next) => setOnError(next === 'bad' ? 'bad' : 'drop')}
        allowDeselect={false}
        error={error}
        data-place="/on_error"
      />
      <Warning text={warning} />
    </div>
  );
}

function Rate() {
  const { t } = useTranslation('route-edit');
  const [rate, setRate] = useDraft('max_rate');
  const { error } = useProblem('/max_rate');
  return (
    <NumberInput
      label={t('more.rate')}
      description={t('more.rate_help')}
      placeholder={t('more.rate_placeholder')}
      value={rate ?? ''}
      onChange={(next) => setRate(next === '' || !Number.isFinite(Number(next)) ? null : Number(next))}
      error={error}
      min={0}
      allowNegative={false}
      data-place="/max_rate"
    />
  );
}

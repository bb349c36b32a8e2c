import { TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '@/data/routes/types';
import { IconAction } from '@/ui/IconAction';
import { useProblem } from '../check/use-problem';
import { useRouteEdit } from '../context';
import { isZone } from './civil';
import { DatesField } from './DatesField';
import { DayToggles } from './DayToggles';
import { EdgeField } from './EdgeField';
import classes from './schedule.module.css';

interface Props {
  index: number;
  several: boolean;
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
  onRemove: () => void;
}

/** One schedule: days, from, to, dates. */
export function ScheduleCard({ index, several, schedule, onChange, onRemove }: Props) {
  const { t } = useTranslation('route-edit');
  const { document } = useRouteEdit();
  const place = `/schedule/${index}`;
  const days = useProblem(`${place}/days`);
  const from = useProblem(`${place}/from`);
  const to = useProblem(`${place}/to`);
  const dates = useProblem(`${place}/dates`, true);
  const except = useProblem(`${place}/except_dates`, true);
  const zone = useProblem(`${place}/tz`);
  const whole = useProblem(place);
  const set = (field: string, value: unknown) => onChange({ ...schedule, [field]: value });
  const tz = schedule.tz ?? '';
  const sun = [schedule.from, schedule.to].some((edge) => edge?.startsWith('sun'));
  return (
    <div
      className={classes.card}
      role="group"
      aria-label={t('schedule.card', { number: index + 1 })}
      data-testid={`schedule-${index}`}
    >
      <div className={classes.cardHead}>
        <strong>{several ? t('schedule.card', { number: index + 1 }) : t('schedule.only')}</strong>
        <IconAction title={t('remove')} label={t('schedule.remove', { number: index + 1 })} icon={IconTrash} onClick={onRemove} />
      </div>
      <DayToggles
        days={Array.isArray(schedule.days) ? schedule.days.join(',') : (schedule.days ?? '')}
        error={days.error}
        place={`${place}/days`}
        onChange={(next) => set('days', next)}
      />
      <div className={classes.edges}>
        <EdgeField
          label={t('schedule.from')}
          end={false}
          text={schedule.from ?? ''}
          error={from.error ?? whole.error}
          place={`${place}/from`}
          onChange={(next) => set('from', next)}
        />
        <EdgeField
          label={t('schedule.to')}
          end
          text={schedule.to ?? ''}
          error={to.error}
          place={`${place}/to`}
          onChange={(next) => set('to', next)}
        />
      </div>
      {sun && document.place?.latitude === undefined ? <p className={classes.note}>{t('schedule.needs_place')}</p> : null}
      <details className={classes.more} open={isSet(schedule) || undefined}>
        <summary>{t('schedule.dates_and_zone')}</summary>
        <div className={classes.edges}>
          <DatesField
            label={t('schedule.dates')}
            help={t('schedule.dates_help')}
            value={schedule['dates']}
            error={dates.error}
            place={`${place}/dates`}
            onChange={(next) => set('dates', next)}
          />
          <DatesField
            label={t('schedule.except')}
            help={t('schedule.except_help')}
            value={schedule['except_dates']}
            error={except.error}
            place={`${place}/except_dates`}
            onChange={(next) => set('except_dates', next)}
          />
          <TextInput
            label={t('schedule.zone')}
            description={t('schedule.zone_help')}
            placeholder={document.place?.tz ?? t('schedule.zone_default')}
            value={tz}
            onChange={(event) => set('tz', event.currentTarget.value)}
            error={zone.error ?? (tz !== '' && !isZone(tz) ? t('schedule.zone_unknown') : undefined)}
            data-place={`${place}/tz`}
            spellCheck={false}
          />
        </div>
      </details>
    </div>
  );
}

const isSet = (schedule: Schedule) => ['dates', 'except_dates', 'tz'].some((field) => [schedule[field]].flat().some(Boolean));

import { Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place, Schedule } from '@/data/routes/types';
import { formatLocale } from '@/format/locale';
import { useFromNow } from '@/format/now';
import { IconAction } from '@/ui/IconAction';
import { mondayOf, wallClock } from './civil';
import { clock, DAY_MINUTES } from './edges';
import classes from './schedule.module.css';
import { useDayNames } from './use-day-names';
import { weekOf, type Span } from './week';

const HOURS = [0, 6, 12, 18, 24];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const percent = (minutes: number) => `${(minutes / DAY_MINUTES) * 100}%`;

/** Seven days by 24 hours: when any of the schedules holds. The spans are there as text, too. */
export function WeekPicture({ schedules, place }: { schedules: readonly Schedule[]; place: Place | undefined }) {
  const { t } = useTranslation('route-edit');
  const names = useDayNames();
  const zone = place?.tz ?? schedules.find(({ tz }) => tz)?.tz;
  const minute = useFromNow((now) => Math.floor(now / MINUTE_MS));
  const now = wallClock(minute * MINUTE_MS, zone);
  const [ahead, setAhead] = useState(0);
  const monday = mondayOf(now.day) + 7 * ahead;
  const week = weekOf(schedules, monday, place);
  if (week === null) return <Text c="dimmed">{t('schedule.no_picture')}</Text>;
  const date = new Intl.DateTimeFormat(formatLocale(), { day: 'numeric', month: 'long', timeZone: 'UTC' });
  const rough = week.some((spans) => spans.some((span) => span.rough));
  return (
    <figure className={classes.figure}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <figcaption>
          {t('schedule.week', { first: date.format(monday * DAY_MS), last: date.format((monday + 6) * DAY_MS) })}
        </figcaption>
        <Group gap={0} wrap="nowrap">
          <IconAction title={t('schedule.earlier')} icon={IconChevronLeft} onClick={() => setAhead(ahead - 1)} size={28} />
          <IconAction title={t('schedule.later')} icon={IconChevronRight} onClick={() => setAhead(ahead + 1)} size={28} />
        </Group>
      </Group>
      <div className={classes.week} data-testid="week">
        {week.map((spans, day) => (
          <Row
            key={names.long[day]}
            name={names.short[day] ?? ''}
            long={names.long[day] ?? ''}
            spans={spans}
            now={now.day === monday + day ? now.minutes : undefined}
          />
        ))}
        <span aria-hidden />
        <div className={classes.hours} aria-hidden>
          {HOURS.map((hour) => (
            <span key={hour} style={{ left: percent(hour * 60) }}>
              {hour}
            </span>
          ))}
        </div>
      </div>
      {rough ? <p className={classes.note}>{t('schedule.rough')}</p> : null}
    </figure>
  );
}

interface RowProps {
  name: string;
  long: string;
  spans: Span[];
  now: number | undefined;
}

function Row({ name, long, spans, now }: RowProps) {
  const { t } = useTranslation('route-edit');
  const told = spans.map(({ from, to, rough }) => `${rough ? t('schedule.about') : ''}${clock(from)}–${clock(to)}`).join(', ');
  return (
    <>
      <span className={classes.day} aria-hidden data-today={now !== undefined || undefined}>
        {name}
      </span>
      <div
        className={classes.track}
        role="img"
        aria-label={`${long}: ${told || t('schedule.never')}`}
        title={told || t('schedule.never')}
      >
        {[6, 12, 18].map((hour) => (
          <span key={hour} className={classes.line} style={{ left: percent(hour * 60) }} />
        ))}
        {spans.map(({ from, to, rough }) => (
          <span
            key={from}
            className={classes.span}
            data-rough={rough || undefined}
            style={{ left: percent(from), width: percent(to - from) }}
          />
        ))}
        {now === undefined ? null : <span className={classes.now} style={{ left: percent(now) }} />}
      </div>
    </>
  );
}

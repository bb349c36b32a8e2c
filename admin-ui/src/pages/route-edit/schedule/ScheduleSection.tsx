import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '@/data/routes/types';
import { useDraft, useRouteEdit } from '../context';
import { Section } from '../sections/Section';
import { ScheduleCard } from './ScheduleCard';
import classes from './schedule.module.css';
import { WeekPicture } from './WeekPicture';

const FIRST: Schedule = { days: 'mon-fri', from: '06:00', to: '22:00' };

/** When the route works: always, or at any of these times; with a picture of the week. */
export const ScheduleSection = memo(function ScheduleSection() {
  const { t } = useTranslation('route-edit');
  const { document } = useRouteEdit();
  const [schedules, setSchedules] = useDraft('schedule');
  return (
    <Section title={t('schedule.title')} note={t('schedule.note')} testId="section-schedule">
      {schedules.length === 0 ? <Text mb={6}>{t('schedule.always')}</Text> : null}
      <div className={classes.cards}>
        {schedules.map((schedule, index) => (
          <ScheduleCard
            key={index}
            index={index}
            several={schedules.length > 1}
            schedule={schedule}
            onChange={(next) => setSchedules(schedules.with(index, next))}
            onRemove={() => setSchedules(schedules.toSpliced(index, 1))}
          />
        ))}
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        my={6}
        leftSection={<IconPlus size={16} />}
        onClick={() => setSchedules([...schedules, FIRST])}
        data-testid="add-schedule"
      >
        {schedules.length === 0 ? t('schedule.limit') : t('schedule.add')}
      </Button>
      {schedules.length > 0 ? <WeekPicture schedules={schedules} place={document.place} /> : null}
    </Section>
  );
});

import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import { ChangeList } from './ChangeList';
import { CourseChart } from './CourseChart';

/** What a point was: as a line where it is a number, as a list of changes where it has states. */
export function Course({ point }: { point: PointView }) {
  const { t } = useTranslation('points');
  const words = Object.keys(point.texts).length > 0;
  const drawn = typeof point.value === 'number' || typeof point.value === 'boolean' || NUMBERS.test(point.type ?? '');
  const stateful = words || point.type === 'BOOL' || !drawn;
  return (
    <Stack gap="xs" component="section" aria-label={t('course.title')}>
      <Title order={3} size="h5">
        {t('course.title')}
      </Title>
      {drawn && !words ? <CourseChart point={point} /> : null}
      {stateful ? <ChangeList point={point} /> : null}
    </Stack>
  );
}

const NUMBERS = /^(L?REAL|U?[SDL]?INT|BYTE|[DL]?WORD|BOOL)$/;

import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePointsBelow } from '@/data/points/queries';
import type { PointView } from '@/data/points/types';
import { segmentsOf, wildcardsOf } from './pattern';
import { similarPatterns } from './similar';

const NONE: PointView[] = [];

/** Offers to take all points of the same kind instead of the one that was chosen. */
export function SimilarPoints({ address, onChoose }: { address: string; onChoose: (pattern: string) => void }) {
  const { t } = useTranslation('route-edit');
  const [instance] = segmentsOf(address);
  const single = wildcardsOf(address) === 0 && segmentsOf(address).length > 1;
  const points = usePointsBelow(single && instance ? instance : null).data?.items ?? NONE;
  const found = useMemo(() => {
    const known = points.map((point) => point.address);
    return known.includes(address) ? similarPatterns(address, known) : [];
  }, [points, address]);
  if (found.length === 0) return null;
  return (
    <>
      <span>{t('from.similar')}</span>
      {found.map(({ pattern, count }) => (
        <Button key={pattern} variant="default" size="compact-xs" onClick={() => onChoose(pattern)} className="mono">
          {t('from.similar_one', { pattern, count })}
        </Button>
      ))}
    </>
  );
}

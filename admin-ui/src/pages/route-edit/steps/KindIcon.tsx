import {
  IconArrowsJoin,
  IconChartHistogram,
  IconFilter,
  IconMathFunction,
  IconQuestionMark,
  IconStack2,
  type Icon,
} from '@tabler/icons-react';
import type { OperatorKind } from '@/data/routes/tools';

const ICONS: Record<OperatorKind | 'pipeline', Icon> = {
  value: IconMathFunction,
  gate: IconFilter,
  window: IconChartHistogram,
  join: IconArrowsJoin,
  pipeline: IconStack2,
};

/** What sort of step it is; decoration only, the name stands beside it. */
export function KindIcon({ kind }: { kind: OperatorKind | 'pipeline' | undefined }) {
  const Sign = kind === undefined ? IconQuestionMark : ICONS[kind];
  return <Sign size={20} stroke={1.6} aria-hidden style={{ flexShrink: 0, marginTop: 1 }} />;
}

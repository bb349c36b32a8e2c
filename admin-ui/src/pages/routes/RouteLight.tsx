import { useTranslation } from 'react-i18next';
import { Shape } from '@/ui/shapes';
import lights from '@/ui/StatusLight.module.css';
import { STATE_SIGNS, type RouteState } from './state';

/** Shape, colour and word of a route's state. */
export function RouteLight({ state, size = 14 }: { state: RouteState; size?: number }) {
  const { t } = useTranslation('routes');
  const { shape, tone } = STATE_SIGNS[state];
  return (
    <span className={lights.light} data-state={state} title={t(`explain.${state}`)}>
      <Shape name={shape} tone={tone} size={size} />
      <span style={{ color: `var(--rail-${tone})` }}>{t(`state.${state}`)}</span>
    </span>
  );
}

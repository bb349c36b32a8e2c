import { useTranslation } from 'react-i18next';
import { Shape } from '@/ui/shapes';
import lights from '@/ui/StatusLight.module.css';
import { SOURCE_SIGNS, type SourceStateName } from './source-rows';

/** Shape, colour and word of how a source stands with the router. */
export function SourceLight({ state }: { state: SourceStateName }) {
  const { t } = useTranslation('routes');
  const { shape, tone } = SOURCE_SIGNS[state];
  return (
    <span className={lights.light} data-state={state}>
      <Shape name={shape} tone={tone} size={15} />
      <span style={{ color: `var(--rail-${tone})` }}>{t(`source.state.${state}`)}</span>
    </span>
  );
}

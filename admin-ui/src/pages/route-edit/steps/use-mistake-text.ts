import { useTranslation } from 'react-i18next';
import type { Mistake } from '../pipeline/check';

/** The sentence for a mistake in a pipeline, with what was probably meant. */
export function useMistakeText(): (mistake: Mistake) => string {
  const { t } = useTranslation('route-edit');
  return ({ kind, params, fix }) => {
    const found = params['found'] || t('mistake.the_end');
    const sentence = t(`mistake.${kind}`, { name: '', value: '', step: '', ...params, found });
    return fix ? `${sentence} ${t('mistake.meant', { fix })}` : sentence;
  };
}

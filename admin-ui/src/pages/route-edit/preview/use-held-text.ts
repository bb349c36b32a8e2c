import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { useRouteEdit } from '../context';

/** Why a step lets nothing through, in the words of that step. */
export function useHeldText(): (operator: string) => string {
  const { t } = useTranslation('route-edit');
  const { vocabulary } = useRouteEdit();
  const any = t as unknown as (key: string) => string;
  return (operator) => {
    if (i18next.exists(`held.${operator}`, { ns: 'route-edit' })) return any(`held.${operator}`);
    // A window that ends by number holds what does not end it.
    const window = vocabulary.operators.some(({ name, kind }) => name === operator && kind === 'window');
    return window ? t('result.later') : t('result.held');
  };
}

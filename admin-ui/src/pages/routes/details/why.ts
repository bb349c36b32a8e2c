import i18next from 'i18next';
import { useTranslation } from 'react-i18next';

type AnyT = (key: string, options?: Record<string, unknown>) => string;

const known = (key: string) => i18next.exists(key, { ns: 'routes' });

/** Why a value was filtered or dropped, and what can be done; a reason this page does not know is at least named. */
export function useWhy(of: 'route' | 'source'): {
  text: (reason: string) => string;
  advice: (reason: string) => string | undefined;
} {
  const { t } = useTranslation('routes');
  const any = t as unknown as AnyT;
  return {
    text: (reason) => {
      const own = `why_source.${reason}`;
      if (of === 'source' && known(own)) return any(own);
      return known(`why.${reason}`) ? any(`why.${reason}`) : t('other_reason', { reason });
    },
    advice: (reason) => (known(`advice.${reason}`) ? any(`advice.${reason}`) : undefined),
  };
}

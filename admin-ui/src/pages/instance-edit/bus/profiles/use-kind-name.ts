import { useTranslation } from 'react-i18next';

const KINDS = ['coupler', 'gateway', 'hybrid_inverter', 'inverter', 'meter'] as const;

/** What kind of device a profile is for, in the language of the page; a kind of one's own as it is written. */
export function useKindName(): (kind: string | undefined) => string {
  const { t } = useTranslation('bus');
  return (kind = '') => {
    const known = KINDS.find((name) => name === kind.replaceAll(' ', '_'));
    return known === undefined ? kind : t(`kind.${known}`);
  };
}

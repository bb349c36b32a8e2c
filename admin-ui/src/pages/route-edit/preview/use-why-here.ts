import { useTranslation } from 'react-i18next';
import type { Timeline } from '@/data/routes/tools';
import { useReason } from '@/i18n/reason';
import { useWhy } from '@/pages/routes/details/why';
import { useRouteEdit } from '../context';
import { parsePipeline } from '../pipeline/parse';
import { useOperatorTexts } from '../texts';
import { stepResults } from './model';
import { useHeldText } from './use-held-text';

/** Why a sample ended as it did; what held it back is named by its step. `short`: in few words. */
export function useWhyHere(): (run: Timeline, short?: boolean) => string {
  const { t } = useTranslation('route-edit');
  const { store, document } = useRouteEdit();
  const texts = useOperatorTexts();
  const held = useHeldText();
  const why = useWhy('route');
  const reasons = useReason();
  /** `address: key` of a point that is not known, or a sentence of Python without the name of its class. */
  const told = (message: string) => {
    const [, address, key] = /^(\S+): ([a-z_]+)$/.exec(message) ?? [];
    return key === undefined ? message.replace(/^\w+(?:Error|Exception): /, '') : `${address}: ${reasons.text({ key })}`;
  };
  return (run, short = false) => {
    const { reason = '', message = '' } = run;
    if (reason === 'gate') {
      const { steps } = parsePipeline(String(store.get('/transform') ?? ''));
      const at = stepResults(run, steps, document.pipelines).findIndex((result) => result?.held);
      const name = steps[at]?.name;
      if (name !== undefined) {
        const step = t('outcome.step', { number: at + 1, name: texts.name(name) });
        return short ? step : `${step}. ${held(name)}`;
      }
    }
    const text = reason === '' ? '' : why.text(reason);
    return message && !short ? `${text}: ${told(message)}` : text;
  };
}

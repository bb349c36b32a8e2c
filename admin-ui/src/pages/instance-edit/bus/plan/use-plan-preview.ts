import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { usePlan } from '@/data/modbus/queries';
import { useForm, useValue } from '@/form/context';
import { meaningful } from '@/form/meaning';
import { isObject } from '@/form/pointer';
import { validate } from '@/form/validate';
import { useBus } from '../context';

const PAUSE_MS = 400;

/** The plan of what stands in the form now; made once typing has paused and nothing in the form is wrong. */
export function usePlanPreview() {
  const { root } = useForm();
  const { answerer } = useBus();
  const [config] = useDebouncedValue(useValue('/config'), PAUSE_MS);
  const sent = useMemo(() => meaningful(config, root, root), [config, root]);
  const wrong = useMemo(() => validate(sent, root, root), [sent, root]);
  const plan = usePlan(answerer, isObject(sent) && wrong.length === 0 ? sent : null);
  return { plan, wrong, config: sent, answerer };
}

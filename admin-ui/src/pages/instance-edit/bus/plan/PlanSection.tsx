import { Loader, Skeleton, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/data/errors';
import { useForm } from '@/form/context';
import { labelOf } from '@/form/label';
import { number } from '@/format/number';
import { CallError } from '@/ui/CallError';
import editClasses from '../../edit.module.css';
import { NobodyToAsk } from '../NobodyToAsk';
import classes from './plan.module.css';
import { PlanClasses } from './PlanClasses';
import { PlanRequests } from './PlanRequests';
import { usePlanPreview } from './use-plan-preview';

/** What the configuration in the form will ask of the bus, before it is saved. */
export default function PlanSection() {
  const { t } = useTranslation('bus');
  const preview = usePlanPreview();
  const { plan, wrong } = preview;
  const outdated = wrong.length > 0 || plan.isPlaceholderData;
  return (
    <section className={`surface ${editClasses.section}`} aria-labelledby="plan-title" data-testid="plan">
      <div className={classes.heading}>
        <Title order={2} id="plan-title">
          {t('plan.title')}
        </Title>
        {plan.isFetching && plan.data ? <Loader size={16} aria-label={t('plan.updating')} /> : null}
      </div>
      <Text c="dimmed" mb="sm">
        {t('plan.intro')}
      </Text>
      <PlanState {...preview} />
      {plan.data && !plan.error ? (
        <div className={classes.result} data-outdated={outdated || undefined} aria-busy={outdated}>
          {plan.data.requests.length === 0 ? (
            <Text>{t('plan.empty')}</Text>
          ) : (
            <>
              <Text mb="sm" aria-live="polite">
                {t(plan.data.holds ? 'plan.fits' : 'plan.too_much', { share: number(plan.data.share * 100, 1) })}
                {` ${t(`plan.source.${plan.data.source}`, { ms: number(plan.data.round_trip_ms, 1) })}`}
              </Text>
              <PlanClasses plan={plan.data} config={preview.config} />
              <PlanRequests plan={plan.data} />
            </>
          )}
          {hasSunSpec(preview.config) ? <Text mt="sm">{t('plan.sunspec')}</Text> : null}
        </div>
      ) : null}
    </section>
  );
}

/** Why there is no plan of what stands in the form. */
function PlanState({ plan, wrong, answerer }: ReturnType<typeof usePlanPreview>) {
  const { t } = useTranslation('bus');
  const { root, book } = useForm();
  if (answerer === null) return <NobodyToAsk />;
  const [first] = wrong;
  if (first) return <Text mb="sm">{t('plan.incomplete', { count: wrong.length, first: labelOf(first.path, root, book) })}</Text>;
  if (plan.error) {
    const path = plan.error instanceof ApiError ? plan.error.path : undefined;
    return (
      <>
        {path ? <Text mb="sm">{t('plan.refused', { place: labelOf(path, root, book) })}</Text> : null}
        <CallError error={plan.error} instance={answerer ?? ''} retry={() => void plan.refetch()} />
      </>
    );
  }
  return plan.data ? null : <Skeleton height={120} aria-label={t('plan.updating')} />;
}

function hasSunSpec(config: unknown): boolean {
  return JSON.stringify(config)?.includes('"profile":"sunspec"') ?? false;
}

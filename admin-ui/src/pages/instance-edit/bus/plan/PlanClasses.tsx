import { Button, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Plan, PlannedClass } from '@/data/modbus/types';
import { useForm } from '@/form/context';
import { number, plain } from '@/format/number';
import { Shape } from '@/ui/shapes';
import { adviceFor, INTERVALS, leastInterval } from './fit';
import classes from './plan.module.css';

interface Props {
  plan: Plan;
  config: unknown;
}

/** Each poll class: its time on the line against its period, and what to change where it does not fit. */
export function PlanClasses({ plan, config }: Props) {
  return (
    <ul className={classes.classes}>
      {plan.classes.map((each) => (
        <li key={each.class} className={classes.class} data-testid={`plan-${each.class}`} data-holds={each.holds}>
          <ClassBar each={each} />
          {each.holds ? null : <TooMuch plan={plan} each={each} config={config} />}
        </li>
      ))}
    </ul>
  );
}

function ClassBar({ each }: { each: PlannedClass }) {
  const { t } = useTranslation('bus');
  const percent = each.share * 100;
  const name = t(`class.${each.class}`, { interval: plain(each.interval) });
  const needs = t('plan.needs', { bus: number(each.bus_s, 3), interval: plain(each.interval), share: number(percent, 1) });
  return (
    <>
      <div className={classes.line}>
        <strong>{name}</strong>
        <span className={classes.verdict}>
          <Shape name={each.holds ? 'disc' : 'cross'} tone={each.holds ? 'ok' : 'bad'} size={14} />
          {t(each.holds ? 'plan.holds' : 'plan.does_not_hold')}
        </span>
      </div>
      <div
        className={classes.bar}
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(percent))}
        aria-valuetext={needs}
      >
        <span className={classes.fill} data-holds={each.holds} style={{ width: `${Math.min(100, percent)}%` }} />
      </div>
      <Text className="numbers" size="sm">
        {needs}
        {each.done_after_s === null ? '' : ` ${t('plan.done_after', { seconds: number(each.done_after_s, 3) })}`}
      </Text>
      <Text className="numbers" size="sm" c="dimmed">
        {t('plan.sums', {
          requests: t('plan.requests', { count: each.requests }),
          registers: number(each.registers),
          bytes: number(each.bytes),
        })}
        {each.unused > 0 ? ` ${t('plan.gaps', { unused: number(each.unused) })}` : ''}
      </Text>
    </>
  );
}

function TooMuch({ plan, each, config }: Props & { each: PlannedClass }) {
  const { t } = useTranslation('bus');
  const { store } = useForm();
  const least = leastInterval(plan, each.class);
  const set = () => least !== null && store.set(`/config/${INTERVALS[each.class]}`, least);
  return (
    <div className={classes.advice}>
      <Text fw={600}>{t('plan.change')}</Text>
      <List spacing={4}>
        {least !== null && least > each.interval ? (
          <List.Item>
            {t('advice.interval', { seconds: plain(least) })}{' '}
            <Button size="compact-sm" variant="default" onClick={set} data-testid={`plan-${each.class}-set`}>
              {t('advice.set', { seconds: plain(least) })}
            </Button>
          </List.Item>
        ) : null}
        {adviceFor(plan, each, config).map((advice) => (
          <List.Item key={advice}>{t(`advice.${advice}`)}</List.Item>
        ))}
      </List>
    </div>
  );
}

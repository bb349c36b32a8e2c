import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { gatewayNow } from '@/data/clock';
import type { Timeline } from '@/data/routes/tools';
import { moment } from '@/format/time';
import { Shape } from '@/ui/shapes';
import { useRouteEdit } from '../context';
import { SIGNS } from './Outcome';
import classes from './preview.module.css';
import { isEmission, keyOf } from './model';
import { useScalarText } from './use-scalar-text';
import { useWhyHere } from './use-why-here';

const MOST = 8;

/** The last values of the point and how each would have ended; choosing one shows it in the steps. */
export function LatestRuns() {
  const { t } = useTranslation('route-edit');
  const { preview } = useRouteEdit();
  const { runs, real, address, choose, past } = preview;
  if (runs.length < 2) return null;
  const shown = runs.slice(-MOST).toReversed();
  return (
    <div className={classes.latest}>
      <div className={classes.latestHead}>
        <h3>{t('preview.latest', { count: shown.length })}</h3>
        {past ? (
          <UnstyledButton className={classes.link ?? ''} onClick={() => choose({ address })}>
            {t('preview.back_to_now')}
          </UnstyledButton>
        ) : null}
      </div>
      <ul>
        {shown.map((run, index) => (
          <li key={`${keyOf(run)} ${index}`}>
            <RunLine
              run={run}
              emission={isEmission(run, runs)}
              chosen={run === real}
              onChoose={() => choose({ address, key: index === 0 ? undefined : keyOf(run) })}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface LineProps {
  run: Timeline;
  /** What came of samples before it. */
  emission: boolean;
  chosen: boolean;
  onChoose: () => void;
}

function RunLine({ run, emission, chosen, onChoose }: LineProps) {
  const { t } = useTranslation('route-edit');
  const text = useScalarText();
  const why = useWhyHere();
  const { shape, tone } = SIGNS[run.outcome];
  const end =
    run.outcome === 'sent'
      ? text(run.results[0]?.value ?? null)
      : run.outcome === 'pending'
        ? t('outcome.short_pending')
        : why(run, true);
  return (
    <UnstyledButton className={classes.run ?? ''} onClick={onChoose} aria-pressed={chosen}>
      <span className={classes.dim}>{moment(run.at ?? run.ts, gatewayNow())}</span>
      <span className="numbers">{emission ? t('preview.emission') : text(run.value)}</span>
      <span className={classes.end} title={end}>
        <Shape name={shape} tone={tone} size={11} />
        <span className="truncate numbers">{end}</span>
      </span>
    </UnstyledButton>
  );
}

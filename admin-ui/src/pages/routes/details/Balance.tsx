import { useTranslation } from 'react-i18next';
import { droppedOf, filteredOf, type Tally } from '@/data/routes/counters';
import { number, percent } from '@/format/number';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import { linesOf, type BalanceLine } from './tally-lines';
import classes from './details.module.css';
import { useWhy } from './why';

const SIGNS: Record<BalanceLine['kind'], { shape: ShapeName; tone: Tone }> = {
  delivered: { shape: 'disc', tone: 'ok' },
  pending: { shape: 'dashed', tone: 'busy' },
  filtered: { shape: 'hollow', tone: 'idle' },
  dropped: { shape: 'cross', tone: 'bad' },
};

/** Where everything received went, adding up; each reason in words with what can be done about it. */
export function Balance({ tally, of }: { tally: Tally; of: 'route' | 'source' }) {
  const { t } = useTranslation('routes');
  const why = useWhy(of);
  const lines = linesOf(tally);
  const share = (count: number) => (tally.received === 0 ? null : (count / tally.received) * 100);
  return (
    <div>
      <div className={classes.bar} aria-hidden>
        {lines.map((line) => (
          <span key={`${line.kind} ${line.reason}`} data-kind={line.kind} style={{ flexGrow: line.count }} />
        ))}
      </div>
      <table className={classes.balance} data-testid="balance">
        <caption className={classes.caption}>{t('balance.caption', sums(tally))}</caption>
        <tbody>
          {lines.map(({ kind, reason, count }) => (
            <tr key={`${kind} ${reason}`} data-kind={kind}>
              <th scope="row">
                <span className={classes.sign}>
                  <Shape {...{ name: SIGNS[kind].shape, tone: SIGNS[kind].tone }} size={12} />
                  <span>
                    {t(`fate.${of}_${kind}`, { why: reason === '' ? '' : why.text(reason) })}
                    {kind === 'dropped' || reason === 'not_known' ? <Advice text={why.advice(reason)} /> : null}
                  </span>
                </span>
              </th>
              <td>{number(count)}</td>
              <td className={classes.share}>{percent(share(count))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('balance.received')}</th>
            <td>{number(tally.received)}</td>
            <td className={classes.share}>{percent(share(tally.received))}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Advice({ text }: { text: string | undefined }) {
  return text === undefined ? null : <span className={classes.advice}>{text}</span>;
}

function sums(tally: Tally) {
  return {
    received: number(tally.received),
    delivered: number(tally.delivered),
    pending: number(tally.pending ?? 0),
    filtered: number(filteredOf(tally)),
    dropped: number(droppedOf(tally)),
  };
}

import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { useProblems } from '@/data/problems/queries';
import { useAlarmText } from '@/pages/batteries/AlarmWords';
import { useStale } from '@/frame/use-stale';
import { useReason } from '@/i18n/reason';
import { Age } from '@/ui/Age';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import type { ViewProps } from '../../contract';
import { EntryMark } from '../../parts/EntryMark';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { Scroll } from '../../parts/Scroll';
import { useWords } from '../../parts/words';
import { allOf } from '../../slots';
import classes from './alarms.module.css';
import de from './de.json';
import en from './en.json';
import { entriesOf, entryOfProblem, worstFirst, type Level } from './entries';
import schema from './options.schema.json';

interface Options {
  problems: boolean;
  show_quiet: boolean;
  max: number;
}

const SIGNS: Record<Level, { shape: ShapeName; tone: Tone }> = {
  alarm: { shape: 'octagon', tone: 'bad' },
  warning: { shape: 'triangle', tone: 'warn' },
  unknown: { shape: 'ring', tone: 'idle' },
  quiet: { shape: 'disc', tone: 'ok' },
};

/** What is wrong now; that nothing is known is told apart from that nothing is wrong. */
export default function AlarmsView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const { t } = useTranslation('common');
  const reasons = useReason();
  const alarmText = useAlarmText();
  const problems = useProblems();
  const stale = useStale();
  const wordOf = (key: string) =>
    i18next.exists(key, { ns: 'alarms' }) || /^bit_\d+$/.test(key) ? alarmText({ key, level: 'alarm' }) : null;
  const told = allOf(widget, values, 'alarm').flatMap((bound) => entriesOf(bound, wordOf));
  const system = options.problems ? (problems.data ?? []).map((problem) => entryOfProblem(problem, reasons.text(problem))) : [];
  // What was told before the gateway went away says nothing about now.
  const unread = options.problems && (problems.data === undefined || problems.isError || stale);
  const entries = worstFirst([...told, ...system]).filter(({ level }) => options.show_quiet || level !== 'quiet');
  const shown = entries.slice(0, options.max);
  return (
    <div className={parts.body}>
      <Scroll label={widget.title || say('name')} live>
        {entries.length === 0 ? (
          <p className={classes.none} data-testid="no-alarms">
            <Shape name={unread ? 'ring' : 'disc'} tone={unread ? 'idle' : 'ok'} size={18} />
            {say(unread ? 'unread' : 'none')}
          </p>
        ) : (
          <ul className={classes.list}>
            {shown.map(({ key, level, from, text, since, live }) => (
              <li key={key} data-level={level} className={classes.entry}>
                <Shape name={SIGNS[level].shape} tone={SIGNS[level].tone} size={18} />
                <span className={classes.words}>
                  <strong>{say(level)}</strong> <span>{from}</span>
                  {text ? <span>{`: ${text}`}</span> : null} {live ? <EntryMark live={live} size={11} /> : null}
                </span>
                {since !== null && level !== 'quiet' && live === undefined ? (
                  <span className={classes.age}>
                    <Age ts={since} />
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        )}
        {unread && entries.length > 0 ? <p className={classes.more}>{say('unread')}</p> : null}
        {entries.length > shown.length ? (
          <p className={classes.more}>{t('shown_of', { count: shown.length, total: entries.length })}</p>
        ) : null}
      </Scroll>
    </div>
  );
}

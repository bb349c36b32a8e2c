import { useTranslation } from 'react-i18next';
import { Age } from '@/ui/Age';
import { QualityMark } from '@/ui/QualityMark';
import type { ViewProps } from '../../contract';
import { EntryMark } from '../../parts/EntryMark';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { Scroll } from '../../parts/Scroll';
import { useReading, type Format } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { Unbound } from '../../parts/Unbound';
import { useWords } from '../../parts/words';
import { allOf, nameOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';
import classes from './table.module.css';

interface Options extends Required<Pick<Format, 'decimals' | 'thresholds'>> {
  show_quality: boolean;
  show_age: boolean;
  show_address: boolean;
  on_text: string;
  off_text: string;
}

/** Points line by line. Where there is no room for quality as a word it is a sign. */
export default function TableView({ widget, values }: ViewProps) {
  const { t } = useTranslation('points');
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const read = useReading();
  const rows = allOf(widget, values, 'row');
  if (rows.length === 0) return <Unbound />;
  return (
    <div className={parts.body}>
      <Scroll label={widget.title || say('name')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.name')}</th>
              <th scope="col" className={classes.right}>
                {t('column.value')}
              </th>
              {options.show_quality ? (
                <th scope="col" className={classes.wide}>
                  {t('column.quality')}
                </th>
              ) : null}
              {options.show_age ? (
                <th scope="col" className={`${classes.wide} ${classes.right}`}>
                  {t('column.age')}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, binding, live }) => {
              const reading = read(live, options);
              const word = live.value === true ? options.on_text : live.value === false ? options.off_text : '';
              return (
                <tr key={name} data-quality={live.quality ?? 'unknown'}>
                  <th scope="row" className={classes.name}>
                    {nameOf({ binding, live })}
                    {options.show_address ? <span className={classes.address}>{binding.source}</span> : null}
                  </th>
                  <td className={classes.reading}>
                    <span className={options.show_quality ? classes.narrow : undefined}>
                      <EntryMark live={live} />
                    </span>{' '}
                    <span className={shownAs(reading)} data-tone={reading.tone ?? undefined} data-testid={`reading-${name}`}>
                      {(reading.known && word) || reading.full}
                    </span>
                  </td>
                  {options.show_quality ? (
                    <td className={classes.wide}>
                      <QualityMark quality={live.quality} reason={live.reason} />
                    </td>
                  ) : null}
                  {options.show_age ? (
                    <td className={`${classes.wide} ${classes.right}`}>
                      <Age ts={live.ts} />
                    </td>
                  ) : null}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}

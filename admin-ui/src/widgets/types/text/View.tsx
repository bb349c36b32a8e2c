import { Markdown } from '@/ui/markdown/Markdown';
import words from '@/ui/markdown/markdown.module.css';
import type { ViewProps } from '../../contract';
import { EntryMark } from '../../parts/EntryMark';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { Scroll } from '../../parts/Scroll';
import { useReading } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { useWords } from '../../parts/words';
import { boundTo, oneOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';
import classes from './text.module.css';

interface Options {
  text: string;
  plain: boolean;
  align: 'left' | 'center' | 'right';
  decimals: number | null;
}

/** Markdown with values in it. */
export default function TextView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const read = useReading();
  const fill = (name: string) => {
    const bound = oneOf(widget, values, name);
    if (bound === undefined) return undefined;
    const reading = read(bound.live, options);
    return (
      <span className={`${classes.reading} ${shownAs(reading)}`} data-testid={`reading-${name}`}>
        <EntryMark live={bound.live} size={10} />
        {reading.full}
      </span>
    );
  };
  // What is bound is seen at once, before anybody wrote words around it.
  const text =
    options.text.trim() ||
    boundTo(widget, 'value')
      .map((name) => `{{${name}}}`)
      .join('\n\n');
  return (
    <div className={parts.body}>
      <Scroll
        className={`${words.text} ${classes.text} ${options.plain ? classes.plain : ''}`}
        align={options.align}
        label={widget.title || say('name')}
      >
        {text === '' ? <p className={parts.unknown}>{say('empty')}</p> : <Markdown text={text} fill={fill} />}
      </Scroll>
    </div>
  );
}

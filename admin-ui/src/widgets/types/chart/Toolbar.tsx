import { ActionIcon, NativeSelect } from '@mantine/core';
import {
  IconChartLine,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconPlayerTrackNext,
  IconTable,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { RANGES, type RangeName } from '@/data/history/types';
import type { Say } from '../../parts/words';
import classes from './chart.module.css';
import type en from './en.json';

interface Props {
  say: Say<typeof en>;
  range: RangeName;
  /** Whether a span of the past is shown instead of one that ends now. */
  past: boolean;
  table: boolean;
  choose: ((range: RangeName) => void) | undefined;
  move: (share: number) => void;
  zoom: (factor: number) => void;
  back: () => void;
  toggle: () => void;
  /** Address of the samples as a table; none without a history. */
  csv: string | undefined;
}

/** How long, from when, as a picture or as a table. */
export function Toolbar({ say, range, past, table, choose, move, zoom, back, toggle, csv }: Props) {
  const buttons = [
    { word: 'earlier', icon: <IconChevronLeft size={18} />, act: () => move(-0.5), off: false },
    { word: 'later', icon: <IconChevronRight size={18} />, act: () => move(0.5), off: !past },
    { word: 'zoom_in', icon: <IconZoomIn size={18} />, act: () => zoom(0.5), off: false },
    { word: 'zoom_out', icon: <IconZoomOut size={18} />, act: () => zoom(2), off: false },
    { word: 'to_now', icon: <IconPlayerTrackNext size={18} />, act: back, off: !past },
  ] as const;
  return (
    <div className={classes.toolbar} role="group" aria-label={say('tools')}>
      {choose ? (
        <NativeSelect
          className={classes.range}
          size="xs"
          aria-label={say('/range')}
          value={past ? 'past' : range}
          onChange={(event) => choose(event.currentTarget.value as RangeName)}
          data={[
            ...(past ? [{ value: 'past', label: say('chosen') }] : []),
            ...RANGES.map((name) => ({ value: name, label: say(`/range=${name}`) })),
          ]}
          data-testid="range"
        />
      ) : null}
      {buttons.map(({ word, icon, act, off }) => (
        <ActionIcon
          key={word}
          variant="subtle"
          color="gray"
          className={classes.tool}
          aria-label={say(word)}
          title={say(word)}
          disabled={off}
          data-twice={word === 'to_now' || undefined}
          onClick={act}
        >
          {icon}
        </ActionIcon>
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.tool}
        aria-label={say('as_table')}
        title={say('as_table')}
        aria-pressed={table}
        onClick={toggle}
        data-testid="as-table"
      >
        {table ? <IconChartLine size={18} /> : <IconTable size={18} />}
      </ActionIcon>
      {csv ? (
        <ActionIcon
          component="a"
          href={csv}
          download
          variant="subtle"
          color="gray"
          className={classes.tool}
          aria-label={say('as_csv')}
          title={say('as_csv')}
          data-testid="as-csv"
        >
          <IconDownload size={18} />
        </ActionIcon>
      ) : null}
    </div>
  );
}

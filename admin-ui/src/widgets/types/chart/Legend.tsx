import type { LiveValue } from '../../contract';
import { EntryMark } from '../../parts/EntryMark';
import classes from './chart.module.css';
import type { Line } from './lines';

export interface LegendEntry {
  line: Line;
  live: LiveValue;
  text: string;
  hidden: boolean;
}

interface Props {
  entries: readonly LegendEntry[];
  toggle: (name: string) => void;
  label: string;
}

/** Names with the value now, or where the pointer is; a press hides a line. */
export function Legend({ entries, toggle, label }: Props) {
  return (
    <div className={classes.legend} role="group" aria-label={label}>
      {entries.map(({ line, live, text, hidden }) => (
        <button
          key={line.name}
          type="button"
          className={classes.entry}
          aria-pressed={!hidden}
          onClick={() => toggle(line.name)}
          data-testid={`legend-${line.name}`}
        >
          <svg viewBox="0 0 20 10" width="20" height="10" aria-hidden style={{ color: `var(--chart-${line.color})` }}>
            {line.style === 'bar' ? (
              <rect x="4" y="0" width="12" height="10" fill="currentColor" />
            ) : (
              <path d="M0 5H20" stroke="currentColor" strokeWidth="3" strokeDasharray={line.dash.join(' ')} />
            )}
          </svg>
          <span className={classes.label}>{line.label}</span> <strong>{text}</strong> <EntryMark live={live} size={10} />
        </button>
      ))}
    </div>
  );
}

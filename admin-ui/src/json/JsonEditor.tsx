import { useRef } from 'react';
import classes from './JsonEditor.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** Lines (from 1) that are marked as wrong. */
  marked?: readonly number[];
  describedBy?: string;
  readOnly?: boolean;
}

const NONE: readonly number[] = [];

/** A plain text area with line numbers; Tab leaves it, so the keyboard is never caught. */
export function JsonEditor({ label, value, onChange, marked = NONE, describedBy, readOnly = false }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;
  const wrong = new Set(marked);
  return (
    <div className={`surface ${classes.editor}`}>
      <div className={classes.gutter} ref={gutter} aria-hidden>
        {Array.from({ length: lines }, (_, index) => (
          <div key={index} className={wrong.has(index + 1) ? classes.wrong : undefined}>
            {index + 1}
          </div>
        ))}
      </div>
      <textarea
        className={classes.text}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        aria-label={label}
        aria-invalid={marked.length > 0}
        aria-describedby={describedBy}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        data-testid="json-editor"
      />
    </div>
  );
}

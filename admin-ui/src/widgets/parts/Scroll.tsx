import type { ReactNode } from 'react';

interface Props {
  label: string;
  className?: string | undefined;
  align?: string;
  live?: boolean;
  children: ReactNode;
}

/** Content that scrolls in its widget, with the keyboard too. */
export function Scroll({ label, className, align, live = false, children }: Props) {
  return (
    <div
      className={className}
      data-align={align}
      role="group"
      aria-label={label}
      aria-live={live ? 'polite' : undefined}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      style={{ height: '100%', overflow: 'auto' }}
    >
      {children}
    </div>
  );
}

import { Skeleton } from '@mantine/core';
import { memo, Suspense, useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveValue, Widget, WidgetType } from '../contract';
import { useValues } from '../live/context';
import { useWidgetTypes } from '../registry';
import { useTypeName } from '../words';
import classes from './frame.module.css';
import { worstOf } from './quality';
import { WidgetBoundary } from './WidgetBoundary';
import { WidgetMark } from './WidgetMark';
import { CrashedWidget, UnknownWidget } from './WidgetProblem';

interface Props {
  id: string;
  widget: Widget;
  editing?: boolean;
  onOptions?: (options: Record<string, unknown>) => void;
  /** In the place of the title, where it is edited. */
  heading?: ReactNode;
}

/** Title, state and border of a widget; what it throws stays inside. */
export const WidgetFrame = memo(function WidgetFrame({ id, widget, editing = false, onOptions, heading }: Props) {
  const values = useValues(widget.bindings);
  const label = useId();
  const type = useWidgetTypes().get(widget.type);
  const name = useTypeName()(widget.type);
  const worst = worstOf(values, (binding) => widget.bindings[binding]?.source ?? '');
  const titled = heading !== undefined || widget.title !== '';
  return (
    <article
      className={classes.frame}
      data-quality={worst === null ? undefined : (worst.quality ?? 'waiting')}
      data-testid={`widget-${id}`}
      data-type={widget.type}
      data-plain={widget.options['plain'] === true || undefined}
      {...(titled ? { 'aria-labelledby': label } : { 'aria-label': name })}
    >
      {titled ? (
        <header className={classes.head}>
          <h2 className={classes.title} id={label}>
            {heading ?? widget.title}
          </h2>
        </header>
      ) : null}
      {worst === null ? null : <WidgetMark worst={worst} />}
      <div className={classes.body} data-bleed={type?.bleed || undefined}>
        {type === undefined ? (
          <UnknownWidget type={widget.type} />
        ) : (
          <Body id={id} widget={widget} type={type} values={values} editing={editing} onOptions={onOptions} />
        )}
      </div>
    </article>
  );
});

interface BodyProps {
  id: string;
  widget: Widget;
  type: WidgetType;
  values: Record<string, LiveValue>;
  editing: boolean;
  onOptions: Props['onOptions'];
}

function Body({ id, widget, type, values, editing, onOptions }: BodyProps) {
  const { t } = useTranslation('common');
  const { View } = type;
  return (
    <WidgetBoundary version={JSON.stringify([widget.options, widget.bindings])} fallback={CrashedWidget}>
      <Suspense fallback={<Skeleton className={classes.skeleton ?? ''} role="status" aria-label={t('loading')} />}>
        <View id={id} widget={widget} values={values} editing={editing} {...(onOptions ? { onOptions } : {})} />
      </Suspense>
    </WidgetBoundary>
  );
}

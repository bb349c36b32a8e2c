import { Button, useComputedColorScheme } from '@mantine/core';
import { IconPlugOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useRights } from '@/data/auth/rights';
import { currentLanguage } from '@/i18n';
import type { ViewProps } from '../contract';
import { ControlBody } from '../parts/ControlBody';
import { optionsOf } from '../parts/options';
import parts from '../parts/parts.module.css';
import { useReading } from '../parts/reading';
import { useControl } from '../parts/use-control';
import { useWords } from '../parts/words';
import { useWidgetTypes } from '../registry';
import { boundTo, oneOf } from '../slots';
import { useTypeName } from '../words';
import de from './de.json';
import en from './en.json';
import type { Wish } from './link';
import classes from './plugin.module.css';
import { PLUGIN_TYPES_KEY } from './queries';
import { valuesOf } from './state';
import { useFrameLink } from './use-link';

/** After a no, a page may not ask again at once: it would stand before everything else. */
const QUIET_MS = 5000;

/** The page of a plugin in a frame that keeps it to itself. It shows what it is told and may ask for a write. */
export default function PluginView(props: ViewProps) {
  const [round, setRound] = useState(0);
  return <PluginPage key={round} {...props} onAgain={() => setRound(round + 1)} />;
}

function PluginPage({ widget, values, editing, onAgain }: ViewProps & { onAgain: () => void }) {
  const say = useWords({ de, en });
  const type = useWidgetTypes().get(widget.type);
  const name = useTypeName()(widget.type);
  const client = useQueryClient();
  const read = useReading();
  const may = useRights();
  const language = currentLanguage();
  const theme = useComputedColorScheme('light');
  const frame = useRef<HTMLIFrameElement>(null);
  const schema = type?.options ?? {};
  const options = optionsOf<Record<string, unknown>>(widget.options, schema);
  const slots = (type?.slots ?? []).filter(({ writable }) => writable);
  const writable = new Set(slots.flatMap((slot) => boundTo(widget, slot.name)));

  const [wish, setWish] = useState<Wish | null>(null);
  const busy = useRef(false);
  const quietUntil = useRef(0);
  const end = (done: boolean) => {
    busy.current = false;
    if (wish !== null) link.done(wish.id, done);
  };
  const control = useControl(wish === null ? undefined : oneOf(widget, values, wish.binding), editing, end);
  const allowed = may('operator') && !editing;
  const told = JSON.stringify({ values: valuesOf(widget.bindings, values, read), options, language, theme, writable: allowed });
  const state = useMemo(() => JSON.parse(told), [told]);
  const link = useFrameLink(frame, state, (asked) => {
    const open = allowed && writable.has(asked.binding) && !busy.current && Date.now() >= quietUntil.current;
    if (!open) return link.done(asked.id, false);
    busy.current = true;
    setWish(asked);
  });
  // Only now the control stands for the point that was asked for.
  useEffect(() => {
    if (wish === null) return;
    if (control.closed === null) control.write(wish.value, { ask: options['confirm'] !== false });
    else end(false);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each wish
  }, [wish]);
  const { late } = link;
  useEffect(() => {
    // Perhaps the plugin is gone.
    if (late) void client.refetchQueries({ queryKey: PLUGIN_TYPES_KEY, type: 'all' });
  }, [late, client]);

  const page = (
    <div className={classes.plugin}>
      <iframe
        ref={frame}
        src={`/api/widget-types/${encodeURIComponent(widget.type)}/page`}
        title={widget.title || name}
        className={classes.frame}
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        hidden={late}
        data-testid="plugin-frame"
      />
      {late ? (
        <div className={classes.silent} role="alert" data-testid="plugin-silent">
          <IconPlugOff size={24} stroke={1.4} aria-hidden />
          <span>{say('silent')}</span>
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            {say('again')}
          </Button>
        </div>
      ) : null}
    </div>
  );
  if (writable.size === 0) return <div className={parts.body}>{page}</div>;
  const answer = (yes: boolean) => {
    if (!yes) quietUntil.current = Date.now() + QUIET_MS;
    control.answer(yes);
  };
  return <ControlBody control={{ ...control, answer }}>{page}</ControlBody>;
}

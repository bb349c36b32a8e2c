import { useElementSize } from '@mantine/hooks';
import { useMemo, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from '@/ui/shapes';
import { useRate } from '../words';
import classes from './flow.module.css';
import type { FlowEnd, FlowLink, Graph } from './graph';
import { curve, layoutOf, NODE_HEIGHT, weight } from './layout';
import { LINK_SIGNS } from './signs';

interface Props {
  graph: Graph;
  nameOf: (id: string) => string;
  /** Empty means any. */
  onShow: (source: string, target: string) => void;
}

type Marked = { source?: string; target?: string } | null;

/** Sources at the left, targets at the right, thicker lines for more; the table below says the same in words. */
export function FlowPicture({ graph, nameOf, onShow }: Props) {
  const { t } = useTranslation('routes');
  const { ref, width } = useElementSize();
  const [marked, setMarked] = useState<Marked>(null);
  const layout = useMemo(() => layoutOf(graph, width), [graph, width]);
  const most = graph.links.reduce((found, { rate }) => Math.max(found, rate ?? 0), 0);
  const tops = useMemo(
    () => ({
      source: new Map(layout.sources.map(({ id, top }) => [id, top])),
      target: new Map(layout.targets.map(({ id, top }) => [id, top])),
    }),
    [layout],
  );
  const lit = (link: FlowLink) =>
    marked === null ||
    ((marked.source === undefined || marked.source === link.source) &&
      (marked.target === undefined || marked.target === link.target));
  const column = (side: 'source' | 'target', ends: FlowEnd[]) => (
    <ul className={classes.column} aria-label={t(side === 'source' ? 'flow.sources' : 'flow.targets')}>
      {ends.map((end) => (
        <Node
          key={end.id}
          end={end}
          name={nameOf(end.id)}
          style={{ top: tops[side].get(end.id), width: layout.nodeWidth, [side === 'source' ? 'left' : 'right']: 0 }}
          side={side}
          onMark={(on) => setMarked(on ? { [side]: end.id } : null)}
          onShow={() => (side === 'source' ? onShow(end.id, '') : onShow('', end.id))}
        />
      ))}
    </ul>
  );
  return (
    <div ref={ref} className={classes.picture} style={{ height: layout.height }} data-testid="flow">
      {width > 0 ? (
        <>
          <svg className={classes.lines} width={width} height={layout.height} aria-hidden>
            {graph.links.toReversed().map((link) => {
              const path = curve(layout, width, tops.source.get(link.source) ?? 0, tops.target.get(link.target) ?? 0);
              return (
                // The nodes and the table below do the same for the keyboard.
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
                <g
                  key={`${link.source} ${link.target}`}
                  className={classes.link}
                  data-state={link.state}
                  data-dim={!lit(link) || undefined}
                  onClick={() => onShow(link.source, link.target)}
                  onMouseEnter={() => setMarked({ source: link.source, target: link.target })}
                  onMouseLeave={() => setMarked(null)}
                >
                  <path d={path} className={classes.grip} />
                  <path
                    d={path}
                    className={classes.stroke}
                    strokeWidth={weight(link.state === 'on' || link.state === 'error' ? link.rate : null, most)}
                  />
                </g>
              );
            })}
          </svg>
          {column('source', graph.sources)}
          {column('target', graph.targets)}
        </>
      ) : null}
    </div>
  );
}

interface NodeProps {
  end: FlowEnd;
  name: string;
  side: 'source' | 'target';
  style: CSSProperties;
  onMark: (on: boolean) => void;
  onShow: () => void;
}

function Node({ end, name, side, style, onMark, onShow }: NodeProps) {
  const { t } = useTranslation('routes');
  const perSecond = useRate();
  const { shape, tone } = LINK_SIGNS[end.state];
  return (
    <li className={classes.place} style={{ ...style, height: NODE_HEIGHT }}>
      <button
        type="button"
        className={classes.node}
        onClick={onShow}
        onMouseEnter={() => onMark(true)}
        onMouseLeave={() => onMark(false)}
        onFocus={() => onMark(true)}
        onBlur={() => onMark(false)}
        title={name}
        data-testid={`flow-${side}-${end.id}`}
        data-state={end.state}
      >
        <Shape name={shape} tone={tone} size={13} />
        <span className={classes.words}>
          <span className={classes.nodeName}>{name}</span>
          <span className={classes.nodeNote}>
            {t('count', { count: end.routes })}
            <span className={classes.nodeRate}>{perSecond(end.rate)}</span>
          </span>
        </span>
      </button>
    </li>
  );
}

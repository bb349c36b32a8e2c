import { IconBattery3, IconCar, IconHome, IconSun, IconBuildingBroadcastTower, type Icon } from '@tabler/icons-react';
import { fixed, number, UNKNOWN } from '@/format/number';
import type { ViewProps } from '../../contract';
import { EntryMark } from '../../parts/EntryMark';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { numberOf } from '../../parts/reading';
import { Unbound } from '../../parts/Unbound';
import { useWords } from '../../parts/words';
import { oneOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import { directionOf, nodesOf, powerUnit, speedOf, type FlowOptions, type NodeName } from './flows';
import classes from './flow.module.css';
import schema from './options.schema.json';
import { placesOf } from './places';

const ICONS: Record<NodeName, Icon> = {
  pv: IconSun,
  grid: IconBuildingBroadcastTower,
  house: IconHome,
  battery: IconBattery3,
  wallbox: IconCar,
};

/** Where power comes from and where it goes, around a middle it all passes through. */
export default function EnergyFlowView({ widget, values }: ViewProps) {
  const options = optionsOf<FlowOptions>(widget.options, schema);
  const say = useWords({ de, en });
  const nodes = nodesOf(widget, values, options);
  const charge = oneOf(widget, values, 'battery_soc');
  if (nodes.length === 0) return <Unbound />;
  const soc = charge && numberOf(charge.live);
  const places = placesOf(nodes.map(({ name }) => name));
  return (
    <div className={parts.body}>
      <div className={classes.flow} data-motion={options.motion || undefined}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" className={classes.lines} aria-hidden>
          {nodes.map(({ name, power }) => {
            const direction = directionOf(power, options.still_below);
            return (
              <g key={name} data-node={name} data-direction={direction} data-unknown={power === null || undefined}>
                <path d={places[name].path} className={classes.line} vectorEffect="non-scaling-stroke" />
                {direction === 'still' ? null : (
                  <path
                    d={places[name].path}
                    className={classes.dots}
                    data-speed={speedOf(power, options.fast_at)}
                    vectorEffect="non-scaling-stroke"
                  />
                )}
              </g>
            );
          })}
        </svg>
        <ul className={classes.nodes}>
          {nodes.map(({ name, label, power, live, computed }) => {
            const { value, unit, digits } = powerUnit(power === null ? null : Math.abs(power), options.unit);
            const direction = directionOf(power, options.still_below);
            const NodeIcon = ICONS[name];
            return (
              <li
                key={name}
                className={classes.node}
                data-node={name}
                data-direction={direction}
                data-unknown={power === null || undefined}
                style={{ left: `${places[name].x}%`, top: `${places[name].y}%` }}
                data-testid={`node-${name}`}
              >
                <NodeIcon className={classes.icon} stroke={1.5} aria-hidden />
                <span className={classes.name}>{label ?? say(`slot.${name}`)}</span>
                <span className={classes.power}>
                  <EntryMark live={live} size={11} /> {value === null ? UNKNOWN : `${fixed(value, digits)}\u00a0${unit}`}
                </span>
                <span className={classes.what}>
                  {power === null ? say('unknown') : direction === 'still' ? say('still') : say(`${name}.${direction}`)}
                  {computed ? <span className={classes.computed}>{` ${say('computed')}`}</span> : null}
                </span>
                {name === 'battery' && charge ? (
                  <span className={classes.soc} data-testid="flow-soc">
                    <EntryMark live={charge.live} size={10} />{' '}
                    {soc === null || soc === undefined ? UNKNOWN : `${number(soc)}\u00a0%`}
                  </span>
                ) : null}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

import { IconPhotoPlus } from '@tabler/icons-react';
import { useState, type CSSProperties } from 'react';
import type { ViewProps } from '../../contract';
import partsDe from '../../parts/de.json';
import partsEn from '../../parts/en.json';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { useReading, type Format } from '../../parts/reading';
import { useWords } from '../../parts/words';
import { allOf, nameOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import { Marker } from './Marker';
import schema from './options.schema.json';
import { moved, sortOut, waiting, type Place } from './places';
import classes from './plan.module.css';

interface Options extends Required<Pick<Format, 'decimals' | 'thresholds'>> {
  image: string;
  about: string;
  places: Place[];
}

/** Points on an image; in the editor they are put there by dragging. */
export default function PlanView({ widget, values, editing, onOptions }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const common = useWords({ de: partsDe, en: partsEn });
  const read = useReading();
  const [ratio, setRatio] = useState(4 / 3);
  const bounds = allOf(widget, values, 'point');
  const { placed, missing } = sortOut(bounds, options.places);
  const mover = (binding: string) =>
    editing && onOptions
      ? (x: number, y: number) => onOptions({ ...widget.options, places: moved(options.places, binding, x, y) })
      : undefined;
  return (
    <div className={parts.body}>
      <div className={classes.plan}>
        <div className={classes.frame} data-plan style={{ '--ratio': ratio } as CSSProperties}>
          {options.image === '' ? (
            <div className={parts.empty}>
              <IconPhotoPlus size={22} stroke={1.4} aria-hidden />
              <span>{common('no_image')}</span>
            </div>
          ) : (
            <img
              src={options.image}
              alt={options.about}
              className={classes.image}
              draggable={false}
              onLoad={({ currentTarget: { naturalWidth: w, naturalHeight: h } }) => w > 0 && h > 0 && setRatio(w / h)}
            />
          )}
          <ul className={classes.markers}>
            {[...placed, ...(editing ? waiting(missing) : [])].map(({ place, bound, isWaiting }) => (
              <Marker
                key={bound.name}
                name={bound.name}
                label={isWaiting ? nameOf(bound) : place.label}
                show={place.show ?? 'value'}
                live={bound.live}
                reading={read(bound.live, options)}
                at={place}
                waiting={isWaiting}
                move={mover(bound.name)}
                moveLabel={say('move', { name: nameOf(bound) })}
              />
            ))}
          </ul>
          {editing && missing.length > 0 ? <p className={classes.note}>{say('not_placed')}</p> : null}
        </div>
      </div>
    </div>
  );
}

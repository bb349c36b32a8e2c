import { IconExternalLink, IconPhotoOff, IconWorldWww } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ViewProps } from '../../contract';
import partsDe from '../../parts/de.json';
import partsEn from '../../parts/en.json';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { useWords } from '../../parts/words';
import { addressOf, isMixed, renewed, sandboxOf } from './address';
import de from './de.json';
import classes from './embed.module.css';
import en from './en.json';
import schema from './options.schema.json';

interface Options {
  url: string;
  kind: 'page' | 'image';
  every: number;
  operable: boolean;
  fit: 'contain' | 'cover';
}

/** Another page in a frame that keeps it to itself, or the image of a camera. */
export default function EmbedView({ widget, editing }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const common = useWords({ de: partsDe, en: partsEn });
  const address = addressOf(options.url, location.hostname);
  if (address === null) {
    return (
      <div className={parts.empty}>
        <IconWorldWww size={22} stroke={1.4} aria-hidden />
        <span>{common('no_address')}</span>
      </div>
    );
  }
  const title = widget.title || address.host;
  const mixed = isMixed(address, location);
  return (
    <div className={parts.body}>
      <div className={classes.embed}>
        {mixed ? <p className={classes.note}>{say('mixed')}</p> : null}
        {!mixed && options.kind === 'image' ? (
          <Camera address={address} title={title} options={options} failed={say('failed')} />
        ) : null}
        {!mixed && options.kind === 'page' ? (
          <iframe
            src={address.href}
            title={title}
            className={classes.frame}
            sandbox={sandboxOf(address, location.origin)}
            referrerPolicy="no-referrer"
            loading="lazy"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={options.operable && !editing ? 0 : -1}
            data-closed={editing || !options.operable || undefined}
          />
        ) : null}
        <a
          href={address.href}
          target="_blank"
          rel="noopener noreferrer"
          className={classes.open}
          aria-label={`${say('open')}: ${title}`}
          title={say('open')}
        >
          <IconExternalLink size={16} aria-hidden />
          <span>{title}</span>
        </a>
      </div>
    </div>
  );
}

interface CameraProps {
  address: URL;
  title: string;
  options: Options;
  failed: string;
}

/** Fetched again after a while; an old image never stays when the camera is gone. */
function Camera({ address, title, options: { every, fit }, failed }: CameraProps) {
  const [round, setRound] = useState(0);
  const [broken, setBroken] = useState(false);
  // A camera that is away is tried again, even where its image is not to be renewed.
  const seconds = broken ? Math.max(every, 10) : every;
  useEffect(() => {
    if (seconds === 0) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setRound(Date.now());
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return (
    <>
      {broken ? (
        <p className={classes.note} role="status">
          <IconPhotoOff size={18} aria-hidden /> {failed}
        </p>
      ) : null}
      <img
        src={renewed(address, round)}
        alt={title}
        className={classes.image}
        data-fit={fit}
        hidden={broken}
        referrerPolicy="no-referrer"
        draggable={false}
        onLoad={() => setBroken(false)}
        onError={() => setBroken(true)}
      />
    </>
  );
}

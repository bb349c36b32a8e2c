import type { Known } from '@/data/bluetooth/devices';
import { AddDialog } from './AddDialog';
import type { What } from './DeviceLine';
import { PairDialog } from './PairDialog';
import { ProbeDialog } from './ProbeDialog';
import { ReleaseDialog } from './ReleaseDialog';

export interface Asked {
  what: What;
  device: Known;
  /** Type that a probe has found. */
  type?: string;
}

interface Props {
  instance: string;
  asked: Asked | null;
  /** Names of the configuration. */
  taken: readonly string[];
  onAsk: (asked: Asked) => void;
  onClose: () => void;
}

export function DeviceDialogs({ instance, asked, taken, onAsk, onClose }: Props) {
  if (asked === null) return null;
  const { device } = asked;
  const common = { instance, device, onClose };
  if (asked.what === 'add') return <AddDialog {...common} taken={taken} type={asked.type} />;
  if (asked.what === 'pair') return <PairDialog {...common} />;
  if (asked.what === 'release') return <ReleaseDialog {...common} />;
  return <ProbeDialog {...common} onAdd={(type) => onAsk({ what: 'add', device, ...(type ? { type } : {}) })} />;
}

import { useBattery } from '@/data/batteries/queries';
import { useStale } from '@/frame/use-stale';
import type { ViewProps } from '../../contract';
import { optionsOf } from '../../parts/options';
import { Unbound } from '../../parts/Unbound';
import { oneOf } from '../../slots';
import { BatteryBody } from './BatteryBody';
import schema from './options.schema.json';
import { addressOf, boundNumbers, recordNumbers, type BatteryOptions } from './numbers';

/** A battery at a glance, from what is bound and, when wanted, from all the battery tells. */
export default function BatteryView({ widget, values }: ViewProps) {
  const options = optionsOf<BatteryOptions>(widget.options, schema);
  const soc = oneOf(widget, values, 'soc');
  if (soc === undefined) return <Unbound />;
  const bound = boundNumbers(widget, values);
  const address = options.whole ? addressOf(soc.binding.source) : null;
  if (address === null) return <BatteryBody numbers={bound} options={options} />;
  return <WholeBattery address={address} bound={bound} options={options} />;
}

interface Props {
  address: string;
  bound: ReturnType<typeof boundNumbers>;
  options: BatteryOptions;
}

function WholeBattery({ address, bound, options }: Props) {
  const { record } = useBattery(address, useStale());
  return <BatteryBody numbers={record ? recordNumbers(record, bound) : bound} options={options} />;
}

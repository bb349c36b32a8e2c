import { summaryOf } from '@/data/batteries/summary';
import type { BatteryRecord } from '@/data/batteries/record';
import type { Instance } from '@/data/instances/types';
import { AlarmsCard } from './AlarmsCard';
import classes from './battery.module.css';
import { CellsCard } from './CellsCard';
import { ChargeCard } from './ChargeCard';
import { FactsCard } from './FactsCard';
import { FurtherCard } from './FurtherCard';
import { SwitchesCard } from './SwitchesCard';
import { TemperaturesCard } from './TemperaturesCard';
import { Trouble } from './Trouble';

/** What a battery tells, in cards; a card for what it never tells is left out. */
export function BatteryView({ record, instance }: { record: BatteryRecord; instance: Instance | undefined }) {
  return (
    <>
      <Trouble summary={summaryOf(record)} instance={instance} />
      <div className={classes.cards} data-testid="battery">
        <ChargeCard record={record} />
        <FactsCard record={record} instance={instance} />
        <AlarmsCard record={record} />
        <SwitchesCard record={record} />
        <CellsCard record={record} />
        <TemperaturesCard record={record} />
        <FurtherCard points={record.further} />
      </div>
    </>
  );
}

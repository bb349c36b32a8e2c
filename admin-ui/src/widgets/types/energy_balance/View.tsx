import { ActionIcon, NativeSelect } from '@mantine/core';
import {
  IconBatteryCharging,
  IconBatteryVertical2,
  IconChevronLeft,
  IconChevronRight,
  IconHome,
  IconSun,
  IconTransferIn,
  IconTransferOut,
  type Icon,
} from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { asksFor, isKnown, PERIODS, useEnergy, type Period } from '@/data/history/energy';
import type { EnergyRole } from '@/data/history/types';
import type { ViewProps } from '../../contract';
import { HistoryNote } from '../../parts/HistoryNote';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { Unbound } from '../../parts/Unbound';
import { useWords } from '../../parts/words';
import { changeText, energyText, flowsOf, periodName, shareText, spanText, type BalanceOptions } from './balance';
import classes from './balance.module.css';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';

const ROWS: readonly { role: EnergyRole; icon: Icon }[] = [
  { role: 'solar', icon: IconSun },
  { role: 'consumption', icon: IconHome },
  { role: 'grid_import', icon: IconTransferIn },
  { role: 'grid_export', icon: IconTransferOut },
  { role: 'battery_charge', icon: IconBatteryCharging },
  { role: 'battery_discharge', icon: IconBatteryVertical2 },
];
const SHARES = [
  { name: 'self_supply', about: 'supply_about' },
  { name: 'self_use', about: 'use_about' },
] as const;
const SIGNS = { more: '▲', less: '▼', same: '' } as const;

/** Energy of a day, a week, a month or a year, beside the same time before. */
export default function EnergyBalanceView({ widget }: ViewProps) {
  const options = useMemo(() => optionsOf<BalanceOptions>(widget.options, schema), [widget.options]);
  const say = useWords({ de, en });
  const [chosen, choose] = useState<Period | null>(null);
  const [back, setBack] = useState(0);
  const period = chosen ?? options.period;
  const flows = flowsOf(widget, options);
  const { data, from, to, ...history } = useEnergy(flows, period, back, options.compare === 'year' ? 'year' : 'before');
  if (!asksFor(flows)) return <Unbound />;

  const rows = ROWS.filter(({ role }) => data?.energy[role] !== undefined);
  const words = { day: say('day'), week: say('week'), month: say('month'), year: say('year') };
  const title = back === 0 ? words[period] : periodName(period, from, to);
  const known = data !== undefined && isKnown(data);
  const compared =
    options.compare !== 'none' && data !== undefined && Object.values(data.before.energy).some((kwh) => kwh !== null);
  return (
    <div className={parts.body}>
      <div className={classes.balance}>
        <div className={classes.tools} role="group" aria-label={say('tools')}>
          <Turn word={say('earlier')} act={() => setBack(back + 1)} icon={IconChevronLeft} />
          <span className={classes.period} aria-live="polite" data-testid="period">
            {title}
          </span>
          <Turn word={say('later')} act={() => setBack(back - 1)} off={back === 0} icon={IconChevronRight} />
          {options.choose_period ? (
            <NativeSelect
              className={classes.choice}
              size="xs"
              aria-label={say('/period')}
              value={period}
              onChange={(event) => (choose(event.currentTarget.value as Period), setBack(0))}
              data={PERIODS.map((name) => ({ value: name, label: say(`/period=${name}`) }))}
            />
          ) : null}
        </div>
        <HistoryNote history={history} empty={!known} alone />
        {known ? (
          <>
            <div className={classes.shares}>
              {SHARES.map(({ name, about }) => {
                const share = data[name].total;
                return share === null ? null : (
                  <div key={name} className={classes.share} title={say(about, { share: shareText(share) })}>
                    <span className={classes.name}>{say(name)}</span>
                    <span className={classes.percent} data-testid={name}>
                      {shareText(share)}
                    </span>
                    <meter
                      className={classes.meter}
                      min={0}
                      max={1}
                      value={share}
                      aria-label={say(about, { share: shareText(share) })}
                    />
                  </div>
                );
              })}
            </div>
            <dl className={classes.rows} data-compared={compared || undefined} aria-label={say('flows')}>
              {rows.map(({ role, icon: RoleIcon }) => (
                <div key={role} className={classes.row} data-role={role}>
                  <dt>
                    <RoleIcon size={18} stroke={1.6} aria-hidden />
                    {say(role)}
                  </dt>
                  <dd className={classes.amount}>{energyText(data.energy[role]?.total)}</dd>
                  {compared ? <Change change={data.before.change[role] ?? null} say={say} /> : null}
                </div>
              ))}
            </dl>
            {compared ? (
              <p className={classes.compared}>{say('compared', { span: spanText(data.before.from, data.before.to) })}</p>
            ) : null}
          </>
        ) : null}
      </div>
    </div>
  );
}

function Turn({ word, act, off = false, icon: TurnIcon }: { word: string; act: () => void; off?: boolean; icon: Icon }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes.turn}
      aria-label={word}
      title={word}
      disabled={off}
      onClick={act}
    >
      <TurnIcon size={18} />
    </ActionIcon>
  );
}

function Change({ change, say }: { change: number | null; say: ReturnType<typeof useWords<typeof en>> }) {
  if (change === null) return <dd className={classes.change} />;
  const { way, text } = changeText(change);
  const told = { more: say('more', { share: text }), less: say('less', { share: text }), same: say('same') }[way];
  return (
    <dd className={classes.change} title={told}>
      <span aria-hidden>{`${SIGNS[way]}\u00a0${text}`}</span>
      <span className={classes.hidden}>{told}</span>
    </dd>
  );
}

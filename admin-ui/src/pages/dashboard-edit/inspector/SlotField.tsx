import { TextInput } from '@mantine/core';
import { IconReplace, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import { IconAction } from '@/ui/IconAction';
import type { Binding, Slot, Widget } from '@/widgets/contract';
import { boundTo } from '@/widgets/slots';
import { nextName } from './fits';
import classes from './inspector.module.css';
import { LiveLine } from './LiveLine';
import { PointPicker } from './PointPicker';

interface Props {
  slot: Slot;
  title: string;
  widget: Widget;
  /** Changes of the same group that follow each other are one step. */
  onChange: (bindings: Widget['bindings'], point?: PointView, group?: string) => void;
}

/** The points of one place for bindings: what they are now, another one, none. */
export function SlotField({ slot, title, widget, onChange }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const [replacing, setReplacing] = useState<string | null>(null);
  const names = slot.many === true ? boundTo(widget, slot.name) : slot.name in widget.bindings ? [slot.name] : [];
  const set = (name: string, binding: Binding, point: PointView) => {
    setReplacing(null);
    onChange({ ...widget.bindings, [name]: binding }, point);
  };
  const pick = (name: string) => (point: PointView) => {
    const label = widget.bindings[name]?.label;
    set(name, { source: point.address, type: point.type ?? '', ...(label ? { label } : {}) }, point);
  };
  const free = nextName(slot, Object.keys(widget.bindings));
  return (
    <div className={classes.slot} data-testid={`slot-${slot.name}`}>
      {names.map((name) => {
        const binding = widget.bindings[name];
        if (binding === undefined) return null;
        if (replacing === name) {
          return <PointPicker key={name} label={title} slot={slot} onPick={pick(name)} testId={`bind-${name}`} autoFocus />;
        }
        return (
          <div key={name} className={classes.bound}>
            <div className={classes.what}>
              <span className={classes.label}>{title}</span>
              <span className="mono break">{binding.source}</span>
              <LiveLine address={binding.source} />
            </div>
            <IconAction
              title={t('bind.replace')}
              label={`${t('bind.replace')}: ${binding.source}`}
              icon={IconReplace}
              onClick={() => setReplacing(name)}
              testId={`replace-${name}`}
            />
            <IconAction
              title={t('bind.drop')}
              label={`${t('bind.drop')}: ${binding.source}`}
              icon={IconTrash}
              onClick={() => onChange(Object.fromEntries(Object.entries(widget.bindings).filter(([key]) => key !== name)))}
              testId={`drop-${name}`}
            />
            {slot.many === true ? (
              <TextInput
                size="xs"
                className={classes.name ?? ''}
                value={binding.label ?? ''}
                maxLength={80}
                placeholder={t('bind.label')}
                aria-label={`${t('bind.label')}: ${binding.source}`}
                onChange={({ currentTarget: { value } }) =>
                  onChange({ ...widget.bindings, [name]: { ...binding, label: value } }, undefined, `label ${name}`)
                }
              />
            ) : null}
          </div>
        );
      })}
      {names.length === 0 || slot.many === true ? (
        <PointPicker
          key={free}
          label={names.length === 0 ? title : t('bind.another', { name: title })}
          slot={slot}
          onPick={pick(free)}
          testId={`bind-${slot.name}`}
          autoFocus={slot.required === true && Object.keys(widget.bindings).length === 0}
        />
      ) : null}
    </div>
  );
}

import { Button, Group, TextInput } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import type { Widget } from '@/widgets/contract';
import { useWidgetTypes } from '@/widgets/registry';
import { useTypeName, wordOf } from '@/widgets/words';
import { add, chosenWidgets, removeChosen } from '../canvas/commands';
import { RoleField } from '../RoleField';
import { useEditor } from '../store/context';
import { changeWidget } from '../store/draft';
import classes from './inspector.module.css';
import { OptionsForm } from './OptionsForm';
import { SlotField } from './SlotField';

/** Everything of the one widget that is chosen. */
export function Inspector({ id, widget }: { id: string; widget: Widget }) {
  const { t, i18n } = useTranslation('dashboard-edit');
  const { store, page, announce } = useEditor();
  const typeName = useTypeName();
  const type = useWidgetTypes().get(widget.type);
  const change = useCallback(
    (part: Partial<Widget>, group: string | null) => store.change(changeWidget(store.get().draft, id, part), group),
    [store, id],
  );
  const changeOptions = useCallback((options: Record<string, unknown>) => change({ options }, `options ${id}`), [change, id]);
  const bind = (bindings: Widget['bindings'], point?: PointView, group?: string) => {
    const first = Object.keys(widget.bindings).length === 0 && widget.title === '';
    change(
      { bindings, ...(first && point ? { title: point.description || point.path } : {}) },
      group === undefined ? null : `${group} ${id}`,
    );
  };
  return (
    <section aria-label={t('inspector')} data-inspector data-testid="inspector">
      <h2 className={classes.heading}>{typeName(widget.type)}</h2>
      <div className={classes.fields}>
        {type?.slots.map((slot) => (
          <SlotField
            key={`${id} ${slot.name}`}
            slot={slot}
            title={wordOf(type, `slot.${slot.name}`, i18n.language) ?? slot.name}
            widget={widget}
            onChange={bind}
          />
        ))}
        <TextInput
          label={t('field.title')}
          value={widget.title}
          maxLength={80}
          onChange={(event) => change({ title: event.currentTarget.value }, `title ${id}`)}
          data-testid="widget-title"
        />
        {type ? <OptionsForm key={id} type={type} options={widget.options} onChange={changeOptions} /> : <p>{t('no_type')}</p>}
        <RoleField role={widget.role} onChange={(role) => change({ role }, null)} testId="widget-role" />
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconCopy size={16} />}
            onClick={() => add(store, page, chosenWidgets(store))}
            data-testid="duplicate"
          >
            {t('duplicate')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconTrash size={16} />}
            onClick={() => announce(t('said.removed', { count: removeChosen(store) }))}
            data-testid="remove"
          >
            {t('remove')}
          </Button>
        </Group>
      </div>
    </section>
  );
}

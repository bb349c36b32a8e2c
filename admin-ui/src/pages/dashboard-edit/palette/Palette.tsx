import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WidgetType } from '@/widgets/contract';
import { usePluginTypes } from '@/widgets/plugin/queries';
import { useWidgetTypes } from '@/widgets/registry';
import { wordOf } from '@/widgets/words';
import { add } from '../canvas/commands';
import { useEditor } from '../store/context';
import { newWidget } from '../store/draft';
import { dragType } from './dragging';
import classes from './palette.module.css';

const GROUPS = ['show', 'energy', 'control', 'layout'] as const;

/** Every kind of widget, to press or to drag onto the page. */
export function Palette() {
  const { t, i18n } = useTranslation(['dashboard-edit', 'common']);
  const { store, page, announce } = useEditor();
  const [search, setSearch] = useState('');
  usePluginTypes(true);
  const all = useWidgetTypes();
  const types = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const text = (type: WidgetType) =>
      [type.type, wordOf(type, 'name', i18n.language), wordOf(type, 'about', i18n.language)].join(' ').toLowerCase();
    return [...all.values()].filter((type) => words.every((word) => text(type).includes(word)));
  }, [all, search, i18n.language]);
  const put = (type: WidgetType) => {
    add(store, page, [newWidget(type, page)]);
    announce(t('said.added', { name: wordOf(type, 'name', i18n.language) ?? type.type }));
  };
  return (
    <section aria-label={t('palette.title')} data-testid="palette">
      <h2 className={classes.heading}>{t('palette.title')}</h2>
      <TextInput
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        aria-label={t('palette.search')}
        placeholder={t('palette.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search === '' ? null : <CloseButton size="sm" aria-label={t('common:clear')} onClick={() => setSearch('')} />
        }
        data-testid="palette-search"
      />
      {types.length === 0 ? <p className={classes.none}>{t('palette.none')}</p> : null}
      {GROUPS.map((group) => {
        const own = types.filter((type) => type.group === group);
        return own.length === 0 ? null : (
          <div key={group}>
            <h3 className={classes.group}>{t(`palette.group.${group}`)}</h3>
            <ul className={classes.list}>
              {own.map((type) => (
                <li key={type.type}>
                  {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- its words are its contents */}
                  <button
                    type="button"
                    className={classes.entry}
                    draggable
                    onDragStart={(event) => dragType(event.dataTransfer, type.type)}
                    onClick={() => put(type)}
                    data-testid={`add-${type.type}`}
                  >
                    <type.icon size={20} aria-hidden />
                    <span>
                      <strong>{wordOf(type, 'name', i18n.language) ?? type.type}</strong>
                      <small>{wordOf(type, 'about', i18n.language)}</small>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

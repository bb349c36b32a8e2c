import { Menu } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconCopy, IconInfoCircle, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import type { Row } from '../rows';
import type { RouteCommands } from './commands';
import classes from './list.module.css';
import { MoreMenu } from '@/ui/MoreMenu';

interface Props {
  row: Row;
  count: number;
  /** Places from 0 of the lines above and below that are shown; undefined at the ends. */
  above: number | undefined;
  below: number | undefined;
  commands: RouteCommands;
}

/** Move, edit and the rest; where there is no room, moving is in the menu alone. */
export function RouteActions({ row, count, above, below, commands }: Props) {
  const { t } = useTranslation(['routes', 'common']);
  const name = row.summary.name || t('nameless', { place: row.index + 1 });
  const id = `route-${row.label}`;
  const words = (action: string) => ({ title: action, label: t('action.named', { action, name }) });
  const up = {
    icon: IconArrowUp,
    onClick: () => commands.move(row, above ?? row.index),
    disabled: above === undefined,
  };
  const down = {
    icon: IconArrowDown,
    onClick: () => commands.move(row, below ?? row.index),
    disabled: below === undefined,
  };
  return (
    <div className={classes.actions}>
      <span className={classes.moves}>
        <IconAction size={28} {...words(t('action.up'))} {...up} testId={`${id}-up`} />
        <IconAction size={28} {...words(t('action.down'))} {...down} testId={`${id}-down`} />
      </span>
      <IconAction size={28} {...words(t('common:edit'))} icon={IconPencil} to={commands.editPath(row)} testId={`${id}-edit`} />
      <MoreMenu label={t('action.named', { action: t('action.more'), name })} testId={`${id}-more`}>
        {() => (
          <>
            <Menu.Item leftSection={<IconInfoCircle size={16} />} onClick={() => commands.open(row)}>
              {t('action.details')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCopy size={16} />}
              onClick={() => commands.duplicate(row)}
              data-testid={`${id}-duplicate`}
            >
              {t('action.duplicate')}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowUp size={16} />} onClick={up.onClick} disabled={up.disabled}>
              {t('action.up')}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowDown size={16} />} onClick={down.onClick} disabled={down.disabled}>
              {t('action.down')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowsSort size={16} />}
              onClick={() => commands.place(row)}
              disabled={count < 2}
              data-testid={`${id}-place`}
            >
              {t('action.place')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              c="var(--rail-bad)"
              leftSection={<IconTrash size={16} />}
              onClick={() => commands.remove(row)}
              data-testid={`${id}-delete`}
            >
              {t('common:delete')}
            </Menu.Item>
          </>
        )}
      </MoreMenu>
    </div>
  );
}

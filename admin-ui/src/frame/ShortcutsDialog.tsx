import { Kbd, Modal, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NAV_ITEMS } from './nav-items';

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function ShortcutsDialog({ opened, onClose }: Props) {
  const { t } = useTranslation(['frame', 'common']);
  const general: [string[], string][] = [
    [['?'], t('shortcuts.help')],
    [['/'], t('shortcuts.search')],
    ...NAV_ITEMS.map(({ key, label }): [string[], string] => [['g', key], t(`shortcuts.${label}`)]),
    [['n'], t('shortcuts.new')],
    [['Ctrl+S'], t('shortcuts.save')],
  ];
  const tree: [string[], string][] = [
    [['↑', '↓'], t('shortcuts.tree_move')],
    [['←', '→'], t('shortcuts.tree_fold')],
    [['Enter'], t('shortcuts.tree_open')],
    [['w'], t('shortcuts.tree_write')],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={t('shortcuts.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Keys rows={general} />
      <Title order={3} mt="md" mb={4}>
        {t('shortcuts.tree')}
      </Title>
      <Keys rows={tree} />
    </Modal>
  );
}

function Keys({ rows }: { rows: [string[], string][] }) {
  return (
    <Table verticalSpacing={6}>
      <Table.Tbody>
        {rows.map(([keys, meaning]) => (
          <Table.Tr key={keys.join(' ')}>
            <Table.Td w={110}>
              {keys.map((key) => (
                <Kbd key={key} mr={4}>
                  {key}
                </Kbd>
              ))}
            </Table.Td>
            <Table.Td>{meaning}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

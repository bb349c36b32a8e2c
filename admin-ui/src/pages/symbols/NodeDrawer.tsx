import { Drawer, Stack, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TreeNode } from '@/data/nodes/types';
import { number } from '@/format/number';
import { addressOf } from '@/tree/NodeValue';
import { CopyField } from '@/ui/CopyField';

interface Props {
  instance: string;
  node: TreeNode | null;
  onClose: () => void;
}

/** Everything that is known of one variable. */
export function NodeDrawer({ instance, node, onClose }: Props) {
  const { t } = useTranslation(['symbols', 'common']);
  const line = (name: string, value: ReactNode) =>
    value === undefined || value === '' ? null : (
      <Table.Tr>
        <Table.Th w={130}>{name}</Table.Th>
        <Table.Td className="break">{value}</Table.Td>
      </Table.Tr>
    );
  return (
    <Drawer
      opened={node !== null}
      onClose={onClose}
      position="right"
      title={node?.name ?? ''}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {node === null ? null : (
        <Stack data-testid="node-detail">
          <CopyField label={t('detail.path')} value={node.path} copyLabel={t('detail.copy_path')} />
          {node.tag ? (
            <CopyField label={t('detail.address')} value={addressOf(instance, node)} copyLabel={t('detail.copy_address')} />
          ) : null}
          <Table>
            <Table.Tbody>
              {line(t('detail.kind'), t(`kind.${node.kind.replaceAll(' ', '_')}` as 'kind.scalar'))}
              {line(t('column.type'), node.type)}
              {line(t('detail.iec'), node.iec)}
              {line(t('detail.size'), node.size === undefined ? undefined : t('detail.bytes', { count: node.size }))}
              {node.tag ? line(t('column.access'), node.writable ? t('writable') : t('readonly')) : null}
              {line(t('column.comment'), node.comment)}
              {Object.entries(node.texts ?? {}).map(([value, text]) => (
                <Table.Tr key={value}>
                  <Table.Th>{number(Number(value))}</Table.Th>
                  <Table.Td>{text}</Table.Td>
                </Table.Tr>
              ))}
              {Object.entries(node.attributes ?? {}).map(([name, text]) => (
                <Table.Tr key={`attribute ${name}`}>
                  <Table.Th className="mono break">{`{${name}}`}</Table.Th>
                  <Table.Td className="break">{text}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      )}
    </Drawer>
  );
}

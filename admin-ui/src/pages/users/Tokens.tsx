import { Button, Group, Table, Text, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTokenActions, useTokens, type Token } from '@/data/users/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { IconAction } from '@/ui/IconAction';
import { useNotify } from '@/ui/notify';
import { ScrollBox } from '@/ui/ScrollBox';
import { TokenDialog } from './TokenDialog';

/** Tokens with which programs use the API in somebody's name. */
export function Tokens() {
  const { t } = useTranslation('upkeep');
  const tokens = useTokens();
  const [adding, setAdding] = useState(false);
  const list = tokens.data ?? [];
  return (
    <section style={{ marginTop: 32 }}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('tokens.title')}</Title>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setAdding(true)}
          data-testid="add-token"
        >
          {t('tokens.new')}
        </Button>
      </Group>
      <Text c="dimmed" mb="md" maw={760}>
        {t('tokens.intro')}
      </Text>
      {tokens.error ? <ErrorNotice error={tokens.error} retry={() => void tokens.refetch()} /> : null}
      {tokens.data && list.length === 0 ? <Text>{t('tokens.none')}</Text> : null}
      {list.length > 0 ? <TokenTable tokens={list} /> : null}
      {adding ? <TokenDialog onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function TokenTable({ tokens }: { tokens: readonly Token[] }) {
  const { t } = useTranslation(['upkeep', 'frame']);
  const now = useNow();
  const notify = useNotify();
  const { drop } = useTokenActions();
  const columns = ['name', 'user', 'role', 'expires', 'actions'] as const;
  return (
    <ScrollBox label={t('tokens.title')}>
      <Table verticalSpacing="xs" className="stack-table">
        <Table.Thead>
          <Table.Tr>
            {columns.map((each) => (
              <Table.Th key={each}>{t(`tokens.${each}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Table.Tr key={token.id}>
              <Table.Td data-label={t('tokens.name')} fw={600} className="break">
                {token.name}
              </Table.Td>
              <Table.Td data-label={t('tokens.user')}>{token.user}</Table.Td>
              <Table.Td data-label={t('tokens.role')}>
                {token.role ? t(`frame:role.${token.role}`) : t('tokens.as_user')}
              </Table.Td>
              <Table.Td data-label={t('tokens.expires')}>
                {token.expires === null ? t('tokens.never') : moment(token.expires, now)}
              </Table.Td>
              <Table.Td data-label={t('tokens.actions')}>
                <IconAction
                  title={t('tokens.drop')}
                  label={t('tokens.drop_named', { name: token.name })}
                  icon={IconTrash}
                  onClick={() => drop.mutate(token.id, { onError: notify.failed })}
                  testId={`token-${token.name}-drop`}
                  danger
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

import { Badge, Group, Select, Table } from '@mantine/core';
import { IconLock, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAuthStatus } from '@/data/auth/queries';
import { ROLES, type Role } from '@/data/auth/rights';
import { useUserActions, type UserEntry } from '@/data/users/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { IconAction } from '@/ui/IconAction';
import { useNotify } from '@/ui/notify';
import { ScrollBox } from '@/ui/ScrollBox';

interface Props {
  users: readonly UserEntry[];
  onPassword: (user: UserEntry) => void;
  onDrop: (name: string) => void;
}

export function UserTable({ users, onPassword, onDrop }: Props) {
  const { t } = useTranslation(['upkeep', 'frame']);
  const now = useNow();
  const notify = useNotify();
  const self = useAuthStatus().data?.user?.name;
  const { change } = useUserActions();
  const roles = ROLES.map((role) => ({ value: role, label: t(`frame:role.${role}`) }));
  const setRole = (name: string, role: string | null) => {
    if (role) change.mutate({ name, role: role as Role }, { onError: notify.failed });
  };
  const columns = ['name', 'role', 'created', 'tokens', 'actions'] as const;
  return (
    <ScrollBox label={t('users.title')}>
      <Table verticalSpacing="xs" className="stack-table">
        <Table.Thead>
          <Table.Tr>
            {columns.map((each) => (
              <Table.Th key={each}>{t(`users.${each}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <Table.Tr key={user.name} data-testid={`user-${user.name}`}>
              <Table.Td data-label={t('users.name')} fw={600} className="break">
                <Group gap={6}>
                  {user.name}
                  {user.name === self ? (
                    <Badge variant="default" tt="none">
                      {t('users.you')}
                    </Badge>
                  ) : null}
                </Group>
              </Table.Td>
              <Table.Td data-label={t('users.role')}>
                <Select
                  aria-label={t('users.role_of', { name: user.name })}
                  data={roles}
                  value={user.role}
                  allowDeselect={false}
                  onChange={(role) => setRole(user.name, role)}
                  disabled={change.isPending}
                  maw={190}
                />
              </Table.Td>
              <Table.Td data-label={t('users.created')}>{moment(user.created, now)}</Table.Td>
              <Table.Td data-label={t('users.tokens')}>{user.tokens}</Table.Td>
              <Table.Td data-label={t('users.actions')}>
                <Group gap={4} wrap="nowrap">
                  <IconAction
                    title={t('users.password')}
                    label={t('users.password_of', { name: user.name })}
                    icon={IconLock}
                    onClick={() => onPassword(user)}
                    testId={`user-${user.name}-password`}
                  />
                  <IconAction
                    title={t('users.drop')}
                    label={t('users.drop_named', { name: user.name })}
                    icon={IconTrash}
                    onClick={() => onDrop(user.name)}
                    testId={`user-${user.name}-drop`}
                    danger
                  />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

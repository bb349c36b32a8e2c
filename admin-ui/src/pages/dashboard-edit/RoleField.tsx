import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ROLES, useRights, type Role } from '@/data/auth/rights';

interface Props {
  role: Role;
  onChange: (role: Role) => void;
  testId: string;
}

/** The lowest role that sees a page or a widget; nobody hides one from himself. */
export function RoleField({ role: chosen, onChange, testId }: Props) {
  const { t } = useTranslation(['dashboard-edit', 'frame']);
  const may = useRights();
  return (
    <Select
      label={t('field.role')}
      description={t('field.role_about')}
      data={ROLES.map((role) => ({ value: role, label: t(`frame:role.${role}`), disabled: !may(role) }))}
      value={chosen}
      allowDeselect={false}
      onChange={(role) => role && onChange(role as Role)}
      data-testid={testId}
    />
  );
}

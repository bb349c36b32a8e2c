import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ROLES, type Role } from '@/data/auth/rights';

/** A role, with what it may do. */
export function RoleSelect({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation(['upkeep', 'frame']);
  return (
    <Select
      label={t('users.role')}
      description={t(`users.may.${value}`)}
      data={ROLES.map((each) => ({ value: each, label: t(`frame:role.${each}`) }))}
      value={value}
      allowDeselect={false}
      onChange={(role) => role && onChange(role as Role)}
    />
  );
}

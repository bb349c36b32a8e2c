import { Button, Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProfileLine } from '@/data/modbus/types';
import { SUNSPEC } from '../scan/devices';
import type { VendorGroup } from './groups';
import classes from './profiles.module.css';
import { useKindName } from './use-kind-name';

interface Props {
  groups: VendorGroup[];
  chosen: string;
  onLook: (name: string) => void;
  onUse: (name: string | undefined) => void;
}

/** SunSpec and none first, then every vendor with its models. */
export function ProfileList({ groups, chosen, onLook, onUse }: Props) {
  const { t } = useTranslation('bus');
  return (
    <>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onUse(SUNSPEC)} data-testid="profile-sunspec">
          {t('profile.sunspec')}
        </Button>
        <Button size="xs" variant="default" onClick={() => onUse(undefined)} disabled={chosen === ''}>
          {t('profile.none')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('profile.sunspec_help')}
      </Text>
      {groups.map(({ vendor, profiles }) => (
        <section key={vendor} aria-label={vendor}>
          <h3 className={classes.vendor}>{vendor}</h3>
          <ul className={classes.list}>
            {profiles.map((profile) => (
              <li key={profile.name}>
                <Line profile={profile} isChosen={profile.name === chosen} onLook={onLook} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Line({ profile, isChosen, onLook }: { profile: ProfileLine; isChosen: boolean; onLook: (name: string) => void }) {
  const { t } = useTranslation('bus');
  const kindName = useKindName();
  if (profile.problem !== undefined) {
    return (
      <div className={`surface ${classes.line}`}>
        <strong>{profile.name}</strong>
        <Text span size="sm" c="var(--rail-bad)" className="break">
          {t('profile.broken', { problem: profile.problem })}
        </Text>
      </div>
    );
  }
  const points = profile.points ? t('profile.points', { count: profile.points }) : '';
  const notes = [kindName(profile.kind), points, profile.sunspec ? t('profile.has_sunspec') : ''].filter(Boolean);
  return (
    <button
      type="button"
      className={`surface ${classes.line}`}
      onClick={() => onLook(profile.name)}
      aria-current={isChosen || undefined}
      data-testid={`profile-${profile.name}`}
    >
      <span className={classes.model}>
        {isChosen ? <IconCheck size={16} aria-label={t('profile.chosen')} /> : null}
        <strong>{profile.model}</strong>
      </span>
      <Text span size="sm" c="dimmed">
        {[profile.name, ...notes].join(' · ')}
      </Text>
    </button>
  );
}

import { Button, Select, Text } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate, FoundUnit } from '@/data/modbus/types';
import { useForm, useValue } from '@/form/context';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { useNotify } from '@/ui/notify';
import { inForm, SUNSPEC, withDevice } from './devices';
import classes from './scan.module.css';

const NONE = '';

/** The units that answered, each a way into the form. */
export function ScanResults({ pointer, found, over }: { pointer: string; found: FoundUnit[]; over: boolean }) {
  const { t } = useTranslation('bus');
  if (found.length === 0) return over ? <Text data-testid="scan-nothing">{t('scan.nothing')}</Text> : null;
  return (
    <ul className={classes.list} aria-label={t('scan.list')}>
      {found.map((unit) => (
        <Unit key={unit.unit_id} pointer={pointer} unit={unit} />
      ))}
    </ul>
  );
}

function Unit({ pointer, unit }: { pointer: string; unit: FoundUnit }) {
  const { t } = useTranslation('bus');
  const reasons = useReason();
  const { store } = useForm();
  const { done } = useNotify();
  const value = useValue(pointer);
  const devices: unknown[] = Array.isArray(value) ? value : [];
  const candidates = candidatesOf(unit);
  const [profile, setProfile] = useState(candidates[0]?.profile ?? NONE);
  const known = inForm(devices, unit.unit_id);
  const add = () => {
    store.set(pointer, withDevice(devices, unit.unit_id, profile));
    done(t('scan.added', { unit: unit.unit_id }));
  };
  const choices = candidates.map((each) => ({ value: each.profile, label: labelOf(each, t('scan.sunspec_profile')) }));
  return (
    <li className={`surface ${classes.unit}`} data-testid={`scan-unit-${unit.unit_id}`}>
      <div className={classes.seen}>
        <strong>{t('unit', { id: unit.unit_id })}</strong>
        <Text size="sm">
          {unit.answer === 'ok' ? t('scan.answers') : t('scan.answers_with', { why: reasons.text({ key: unit.answer }) })}
          {` ${t('scan.ms', { ms: number(unit.ms, 1) })}`}
          {unit.sunspec === null ? '' : ` ${t('scan.sunspec_at', { address: unit.sunspec })}`}
        </Text>
        {candidates.length === 0 ? <Text size="sm">{t('scan.no_profile')}</Text> : null}
      </div>
      {candidates.length > 0 && known !== 'filled' ? (
        <Select
          className={classes.profile ?? ''}
          label={t('scan.profile')}
          data={[...choices, { value: NONE, label: t('scan.without_profile') }]}
          value={profile}
          onChange={(next) => setProfile(next ?? NONE)}
          allowDeselect={false}
          size="xs"
        />
      ) : null}
      {known === 'filled' || (known === 'bare' && profile === NONE) ? (
        <Text className={classes.known ?? ''}>
          <IconCheck size={16} aria-hidden />
          {t('scan.in_form')}
        </Text>
      ) : (
        <Button size="xs" leftSection={<IconPlus size={14} />} onClick={add} data-testid={`scan-add-${unit.unit_id}`}>
          {t(known === 'bare' ? 'scan.use_profile' : 'scan.add', { unit: unit.unit_id })}
        </Button>
      )}
    </li>
  );
}

/** Those that fit, and SunSpec itself where its marker was seen. */
function candidatesOf({ profiles = [], sunspec }: FoundUnit): Candidate[] {
  const knows = sunspec === null || profiles.some(({ profile }) => profile === SUNSPEC);
  return knows ? profiles : [...profiles, { profile: SUNSPEC, confidence: 0.7, vendor: '', model: '' }];
}

function labelOf({ profile, confidence, vendor, model }: Candidate, sunspec: string): string {
  const name = profile === SUNSPEC ? sunspec : `${vendor} ${model}`.trim() || profile;
  return `${name} · ${number(confidence * 100)}\u00a0%`;
}

import { Group, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTypeName } from '@/widgets/words';
import type { Side } from '../merge/fields';
import type { Choices, Contest } from '../merge/merge';
import { words } from './differing';
import classes from './save.module.css';

interface Props {
  contests: readonly Contest[];
  choices: Choices;
  onChoose: (id: string, side: Side) => void;
}

/** What two people made something different of, one by one: whose is to hold. */
export function ContestList({ contests, choices, onChoose }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const typeName = useTypeName();
  const nameOf = ({ what, mine, theirs, id }: Contest) => {
    if (what !== 'widget') return t(`contest.${what}`);
    const widget = mine ?? theirs;
    return [typeName(widget?.type ?? ''), widget?.title || id.split(' ')[1]].filter(Boolean).join(' · ');
  };
  return (
    <ul className={classes.changes} data-testid="contests">
      {contests.map((contest) => (
        <li key={contest.id} className={classes.contest}>
          <Radio.Group
            label={nameOf(contest)}
            value={choices[contest.id] ?? ''}
            onChange={(side) => onChoose(contest.id, side as Side)}
            data-testid={`contest-${contest.id}`}
          >
            <Group mt={4} gap="lg" align="flex-start">
              {(['mine', 'theirs'] as const).map((side) => (
                <Radio
                  key={side}
                  value={side}
                  label={t(`contest.${side}`)}
                  description={<Wish contest={contest} side={side} />}
                />
              ))}
            </Group>
          </Radio.Group>
        </li>
      ))}
    </ul>
  );
}

/** What one of them wants. */
function Wish({ contest, side }: { contest: Contest; side: Side }) {
  const { t } = useTranslation('dashboard-edit');
  if (contest.what === 'places') return t('contest.arranged');
  if (contest.what === 'widget' && contest[side] === null) return t('change.removed');
  if (contest.clashes.length === 0) return t('contest.kept');
  return contest.clashes.map((clash) => (
    <span key={clash.path} className={classes.wish}>
      {clash.path === 'title' || clash.path === 'role' ? t(`field.${clash.path}`) : <span className="mono">{clash.path}</span>}
      {': '}
      {words(clash[side])}
    </span>
  ));
}

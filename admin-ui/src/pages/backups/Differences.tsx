import { Alert, Badge, Checkbox, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Difference, Preview } from '@/data/backups/queries';
import classes from '@/ui/list.module.css';
import { keyOf, toggled, type Chosen } from './choice';

interface Props {
  preview: Preview;
  chosen: Chosen;
  onChosen: (chosen: Chosen) => void;
}

const SECTIONS = ['settings', 'users', 'instances', 'routes', 'clients', 'certificates'] as const;

/** What restoring would do, item by item; secrets are never shown. */
export function Differences({ preview, chosen, onChosen }: Props) {
  const { t } = useTranslation('backups');
  const differing = preview.sections.filter(({ differences }) => differences.length > 0);
  if (differing.length === 0) return <Text>{t('same')}</Text>;
  return (
    <>
      {preview.missing_types.length > 0 ? (
        <Alert color="orange">{t('missing_types', { types: preview.missing_types.join(', ') })}</Alert>
      ) : null}
      <Text>{t('choose')}</Text>
      {differing.map(({ section, differences }) => {
        const known = SECTIONS.find((each) => each === section);
        return (
          <fieldset key={section} style={{ border: 0, padding: 0, margin: 0 }}>
            <legend>
              <Text fw={650}>{known ? t(`sections.${known}`) : section}</Text>
            </legend>
            {differences.map((each) => (
              <Item
                key={each.item}
                difference={each}
                checked={chosen.has(keyOf(section, each.item))}
                onChange={(on) => onChosen(toggled(chosen, keyOf(section, each.item), on))}
              />
            ))}
          </fieldset>
        );
      })}
    </>
  );
}

interface ItemProps {
  difference: Difference;
  checked: boolean;
  onChange: (on: boolean) => void;
}

function Item({ difference, checked, onChange }: ItemProps) {
  const { t } = useTranslation('backups');
  const shown = (value: unknown) => (value === null || value === undefined ? '–' : JSON.stringify(value).slice(0, 120));
  return (
    <div style={{ padding: '6px 0' }}>
      <Checkbox
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
        label={
          <span className={classes.head}>
            <span className="break">{difference.title || difference.item}</span>
            <Badge variant="default" tt="none">
              {t(`difference.${difference.kind}`)}
            </Badge>
          </span>
        }
      />
      {difference.kind === 'changed' ? (
        <dl className={classes.diff} style={{ margin: '4px 0 0 32px' }}>
          {difference.fields.map(({ path, before, after, secret }) => (
            <div key={path} style={{ display: 'contents' }}>
              <dt className="mono break">{path}</dt>
              <dd className="mono break" style={{ margin: 0 }}>
                {secret ? t('secret') : null}
                {secret ? null : <del>{shown(before)}</del>} {secret ? null : <ins>{shown(after)}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {difference.more > 0 ? <Text size="sm">{t('more_fields', { count: difference.more })}</Text> : null}
    </div>
  );
}

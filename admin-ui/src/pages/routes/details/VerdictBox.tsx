import { Button, Text } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { percent, rate } from '@/format/number';
import { RouteLight } from '../RouteLight';
import type { Row } from '../rows';
import classes from './details.module.css';
import { verdictOf, type Verdict } from './verdict';
import { useWhy } from './why';

interface Props {
  row: Row;
  editPath: string;
  onEnable: () => void;
  onSource: (id: string) => void;
}

/** The answer to "why does it deliver nothing", and the button that helps. */
export function VerdictBox({ row, editPath, onEnable, onSource }: Props) {
  const { t } = useTranslation('routes');
  const why = useWhy('route');
  const verdict = verdictOf(row);
  const open = row.counters?.find((entry) => entry.open)?.open;
  const params = {
    source: row.sources.join(', '),
    from: row.summary.from.join(', '),
    share: percent(verdict.share),
    why: verdict.reason === undefined ? '' : why.text(verdict.reason),
    rate: rate(open?.rate),
    limit: rate(open?.limit),
  };
  const advice = verdict.says === 'nothing_arrives' && verdict.reason !== undefined ? why.advice(verdict.reason) : undefined;
  const style = { '--verdict': `var(--rail-${verdict.tone})` } as CSSProperties;
  return (
    <div className={`surface ${classes.verdict}`} style={style} data-testid="verdict" data-verdict={verdict.says}>
      <RouteLight state={row.state} />
      <Text mt={4}>{t(`verdict.${verdict.says}`, params)}</Text>
      {advice ? <Text mt={4}>{advice}</Text> : null}
      <RemedyButton verdict={verdict} row={row} editPath={editPath} onEnable={onEnable} onSource={onSource} />
    </div>
  );
}

function RemedyButton({ verdict, row, editPath, onEnable, onSource }: Props & { verdict: Verdict }) {
  const { t } = useTranslation('routes');
  const { remedy } = verdict;
  if (remedy === undefined) return null;
  const common = { size: 'xs', mt: 8, variant: 'default', 'data-testid': `remedy-${remedy}` } as const;
  if (remedy === 'enable' || remedy === 'source') {
    const act = remedy === 'enable' ? onEnable : () => onSource(row.sources[0] ?? '');
    return (
      <Button {...common} onClick={act}>
        {t(`remedy.${remedy}`)}
      </Button>
    );
  }
  const known = row.sources.filter((id) => !id.includes('*')).join(' ');
  return (
    <Button {...common} component={Link} to={remedy === 'edit' ? editPath : `/points?q=${encodeURIComponent(known)}`}>
      {t(`remedy.${remedy}`)}
    </Button>
  );
}

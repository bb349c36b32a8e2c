import { IconTrash } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/IconAction';
import { useProblem } from '../check/use-problem';
import { Warning } from '../sections/Warning';
import { AddressInput } from './AddressInput';
import classes from './addresses.module.css';
import { PatternNow } from './PatternNow';
import { capturesIn, wildcardsOf } from './pattern';
import { PointNow } from './PointNow';
import { TargetNow } from './TargetNow';

interface Props {
  kind: 'from' | 'to';
  row: number;
  address: string;
  onChange: (address: string) => void;
  onRemove?: (() => void) | undefined;
  onFocus?: () => void;
  inputRef?: Ref<HTMLInputElement>;
  autoFocus?: boolean;
}

/** One source or target: its address, and what is there right now. */
export function AddressRow({ kind, row, address, onChange, onRemove, onFocus, inputRef, autoFocus = false }: Props) {
  const { t } = useTranslation('route-edit');
  const { error, warning } = useProblem(`/${kind}/${row}`);
  const pattern = kind === 'from' && wildcardsOf(address) > 0;
  const filled = kind === 'to' && capturesIn(address).length > 0;
  return (
    <li>
      <div className={classes.line}>
        <AddressInput
          label={t(kind === 'from' ? 'from.row' : 'to.row', { number: row + 1 })}
          kind={kind}
          value={address}
          onChange={onChange}
          error={error}
          place={`/${kind}/${row}`}
          placeholder={t(kind === 'from' ? 'from.placeholder' : 'to.placeholder')}
          autoFocus={autoFocus}
          {...(onFocus ? { onFocus } : {})}
          {...(inputRef ? { inputRef } : {})}
        />
        {onRemove ? (
          <IconAction
            title={t('remove')}
            label={t('remove_named', { name: address || row + 1 })}
            icon={IconTrash}
            onClick={onRemove}
            size={34}
          />
        ) : null}
      </div>
      {pattern ? (
        <PatternNow pattern={address} />
      ) : filled ? (
        <TargetNow target={address} />
      ) : (
        <PointNow address={address.trim()} kind={kind} />
      )}
      <Warning text={warning} />
    </li>
  );
}

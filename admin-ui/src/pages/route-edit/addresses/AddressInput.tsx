import { TextInput } from '@mantine/core';
import { useState, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBox } from '@/ui/list-box/ListBox';
import { useListBox } from '@/ui/list-box/use-list-box';
import { usePointOptions } from './use-point-options';

interface Props {
  label: string;
  kind: 'from' | 'to';
  value: string;
  onChange: (address: string) => void;
  error: ReactNode;
  place: string;
  placeholder: string;
  autoFocus?: boolean;
  onFocus?: () => void;
  inputRef?: Ref<HTMLInputElement>;
}

/** An address or pattern; real points are offered while typing. */
export function AddressInput(props: Props) {
  const { label, kind, value, onChange, error, place, placeholder, autoFocus = false, onFocus, inputRef } = props;
  const { t } = useTranslation('route-edit');
  const [focused, setFocused] = useState(false);
  const { options, contentOf, total, loading, error: failed } = usePointOptions(value, focused, kind);
  const list = useListBox({
    keys: options.map((option) => option.label),
    eager: false,
    onChoose: (index) => {
      const option = options[index];
      if (option === undefined) return;
      onChange(option.insert);
      list.close();
    },
  });
  const more = total === undefined ? 0 : total - options.filter(({ label: name }) => !name.startsWith('calc.')).length;
  const footer = failed
    ? t('address.search_failed')
    : loading
      ? t('address.searching')
      : more > 0
        ? t('address.more', { count: more })
        : undefined;
  return (
    <ListBox
      state={list}
      label={label}
      options={options.map((option) => ({ key: option.label, content: contentOf(option) }))}
      footer={footer}
    >
      <TextInput
        ref={inputRef}
        aria-label={label}
        role="combobox"
        aria-expanded={list.shown}
        aria-controls={list.aria['aria-controls']}
        aria-activedescendant={list.aria['aria-activedescendant']}
        aria-autocomplete="list"
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          list.open();
        }}
        onKeyDown={(event) => {
          // Enter chooses, it does not save the whole route.
          if (!list.keyDown(event) && event.key === 'Enter') event.preventDefault();
        }}
        onFocus={() => {
          setFocused(true);
          onFocus?.();
          if (value === '') list.open();
        }}
        onBlur={() => {
          setFocused(false);
          list.close();
        }}
        error={error}
        placeholder={placeholder}
        classNames={{ input: 'mono' }}
        style={{ flex: 1, minWidth: 0 }}
        data-place={place}
        data-testid={`address${place.replaceAll('/', '-')}`}
        autoFocus={autoFocus}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </ListBox>
  );
}

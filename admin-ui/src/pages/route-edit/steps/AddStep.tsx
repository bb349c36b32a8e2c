import { TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperatorDoc } from '@/data/routes/tools';
import { useRouteEdit } from '../context';
import { ListBox } from '@/ui/list-box/ListBox';
import { useListBox } from '@/ui/list-box/use-list-box';
import { firstText } from '../pipeline/bind';
import { parsePipeline } from '../pipeline/parse';
import { pipelineText } from '../pipeline/print';
import { fitting, type Option } from '../text/completion';
import { useOperatorTexts } from '../texts';
import { KindIcon } from './KindIcon';
import classes from './steps.module.css';

const KINDS = ['value', 'gate', 'window', 'join'] as const;

/** A search over all operators and named pipelines; choosing one adds it. */
export function AddStep({ onAdd }: { onAdd: (text: string) => void }) {
  const { t } = useTranslation('route-edit');
  const { vocabulary, document } = useRouteEdit();
  const texts = useOperatorTexts();
  const [search, setSearch] = useState('');
  const operatorOf = (label: string) => vocabulary.operators.find(({ name }) => name === label);
  const all: Option[] = [
    ...KINDS.flatMap((kind) => vocabulary.operators.filter((operator) => operator.kind === kind)).map(({ name }): Option => ({
      kind: 'operator',
      label: name,
      insert: name,
    })),
    ...vocabulary.pipelines.map((name): Option => ({ kind: 'pipeline', label: `@${name}`, insert: `@${name}` })),
  ];
  const told = ({ label }: Option) => {
    const operator = operatorOf(label);
    return operator ? `${texts.name(label)} ${texts.doc(operator)} ${operator.doc}` : '';
  };
  const options = fitting(all, search.trim(), told);
  const groupOf = ({ label }: Option) => (search === '' ? t(`kind.${operatorOf(label)?.kind ?? 'pipeline'}`) : undefined);
  const list = useListBox({
    keys: options.map(({ label }) => label),
    eager: search.trim() !== '',
    onChoose: (index) => {
      const option = options[index];
      if (option === undefined) return;
      const operator = operatorOf(option.label);
      setSearch('');
      list.close();
      onAdd(operator ? firstText(operator, (text) => parsePipeline(text).steps) : option.insert);
    },
  });
  return (
    <ListBox
      state={list}
      label={t('steps.add')}
      options={options.map((option) => ({
        key: option.label,
        group: groupOf(option),
        content: (
          <Offer
            label={option.label}
            operator={operatorOf(option.label)}
            pipeline={pipelineText(document.pipelines?.[option.label.slice(1)])}
          />
        ),
      }))}
    >
      <TextInput
        mt="sm"
        role="combobox"
        aria-expanded={list.shown}
        aria-controls={list.aria['aria-controls']}
        aria-activedescendant={list.aria['aria-activedescendant']}
        aria-autocomplete="list"
        aria-label={t('steps.add')}
        placeholder={t('steps.add_placeholder')}
        leftSection={<IconPlus size={16} aria-hidden />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          list.open();
        }}
        onFocus={list.open}
        onClick={list.open}
        onBlur={list.close}
        onKeyDown={(event) => {
          if (!list.keyDown(event) && event.key === 'Enter') event.preventDefault();
        }}
        error={search !== '' && options.length === 0 ? t('steps.add_nothing') : undefined}
        autoComplete="off"
        data-testid="add-step"
      />
    </ListBox>
  );
}

interface OfferProps {
  label: string;
  operator: OperatorDoc | undefined;
  pipeline: string;
}

function Offer({ label, operator, pipeline }: OfferProps) {
  const texts = useOperatorTexts();
  return (
    <span className={classes.offer}>
      <KindIcon kind={operator?.kind ?? 'pipeline'} />
      <span className={classes.names}>
        <strong>{texts.name(label)}</strong> <code className={classes.code}>{label}</code>
        <span className={classes.offerDoc}>{operator ? texts.doc(operator) : pipeline}</span>
        {operator ? <ExampleLine operator={operator} /> : null}
      </span>
    </span>
  );
}

/** The operator's example: values in, values out. */
function ExampleLine({ operator: { example } }: { operator: OperatorDoc }) {
  const { given, gives } = example;
  const paired = (example.at ?? []).length === 0 && given.length === gives.length;
  const pairs = given.map((value, index) => `${String(value)} → ${gives[index] === null ? '–' : String(gives[index])}`);
  return (
    <span className={classes.example}>
      <code>{example.transform}</code>
      {paired ? ` ${pairs.join(', ')}` : ''}
    </span>
  );
}

import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { OperatorDoc, OperatorParameter } from '@/data/routes/tools';
import type { Option } from './text/completion';
import type { RouteEdit } from './context';

/** Operators are made by the router and by plugins: theirs are the English texts, ours the translations of those we know. */
type AnyT = (key: string) => string;

/** Names, descriptions and parameters of operators in the language of the page. */
export function useOperatorTexts() {
  const { t } = useTranslation('route-edit');
  const any = t as unknown as AnyT;
  const known = (key: string) => i18next.exists(key, { ns: 'route-edit' });
  const or = (key: string, otherwise: string) => (known(key) ? any(key) : otherwise);
  return {
    name: (operator: string) => or(`name.${operator}`, operator),
    doc: (operator: OperatorDoc) => or(`doc.${operator.name}`, operator.doc),
    title: (operator: string, { name, title }: OperatorParameter) =>
      or(`param.${operator}_${name}`, or(`param.${name}`, title || name)),
    help: (operator: string, { name, description }: OperatorParameter) =>
      or(`help.${operator}_${name}`, or(`help.${name}`, i18next.language === 'de' ? '' : description)),
    word: (name: string, doc: string) => or(`word.${name}`, doc),
  };
}

/** What stands beside an option of a completion list. */
export function useOptionDetail({ language, document }: Pick<RouteEdit, 'language' | 'document'>): (option: Option) => string {
  const { t } = useTranslation('route-edit');
  const texts = useOperatorTexts();
  return ({ kind, label }) => {
    const operator = language?.operators.find(({ name }) => name === label);
    const parameter = language?.operators.flatMap(({ name, parameters }) =>
      parameters.filter((one) => one.name === label).map((one) => ({ name, one })),
    )[0];
    const word = [...(language?.variables ?? []), ...(language?.functions ?? [])].find(({ name }) => name === label);
    switch (kind) {
      case 'operator':
        return operator ? `${texts.name(label)}: ${texts.doc(operator)}` : '';
      case 'pipeline':
        return JSON.stringify(document.pipelines?.[label.slice(1)] ?? '');
      case 'parameter':
        return parameter ? texts.title(parameter.name, parameter.one) : '';
      case 'variable':
      case 'function':
        return word ? texts.word(label, word.doc) : '';
      case 'word':
        return label in WORDS ? t(`binder.${label as keyof typeof WORDS}`) : '';
      case 'mark':
        return t('binder.next');
      default:
        return '';
    }
  };
}

const WORDS = { and: 0, or: 0, not: 0, if: 0, else: 0 };

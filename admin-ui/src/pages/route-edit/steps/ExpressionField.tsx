import { useCallback, type ReactNode } from 'react';
import { useRouteEdit } from '../context';
import { completeExpression } from '../expression/complete';
import { CompletingInput } from '../text/CompletingInput';
import { useOptionDetail } from '../texts';

interface Props {
  label: string;
  labelHidden?: boolean;
  description?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  value: string;
  onChange: (text: string) => void;
  marks?: readonly { at: number; end: number }[];
  place?: string;
  testId?: string;
  'data-focus'?: string | undefined;
}

const NO_WORDS = { variables: [], functions: [] };

/** An expression, with its variables, functions and points offered while typing. */
export function ExpressionField(props: Props) {
  const edit = useRouteEdit();
  const detailOf = useOptionDetail(edit);
  const words = edit.language ?? NO_WORDS;
  const complete = useCallback((text: string, caret: number) => completeExpression(text, caret, words), [words]);
  const { label, labelHidden = false, description, error, placeholder = '', value, onChange, marks, place, testId } = props;
  return (
    <CompletingInput
      label={label}
      labelHidden={labelHidden}
      description={description}
      error={error}
      placeholder={placeholder}
      value={value}
      onChange={onChange}
      complete={complete}
      detailOf={detailOf}
      {...(marks ? { marks } : {})}
      {...(place ? { place } : {})}
      {...(testId ? { testId } : {})}
      {...(props['data-focus'] ? { focusName: props['data-focus'] } : {})}
    />
  );
}

import { useEffect, useMemo, useState } from 'react';
import { bookOf } from '@/widgets/book';
import type { WidgetType } from '@/widgets/contract';
import { FormProvider } from '@/form/context';
import { Properties } from '@/form/fields/ObjectField';
import type { JsonSchema } from '@/form/schema';
import { FormStore } from '@/form/store';
import { validate } from '@/form/validate';
import { currentLanguage } from '@/i18n';

interface Props {
  type: WidgetType;
  options: Record<string, unknown>;
  onChange: (options: Record<string, unknown>) => void;
}

/** The form a type's schema makes; every change is seen at once. */
export function OptionsForm({ type, options, onChange }: Props) {
  const [store] = useState(() => new FormStore(options));
  const language = currentLanguage();
  const root = type.options as JsonSchema;
  const book = useMemo(() => bookOf(type, language), [type, language]);
  useEffect(() => {
    // Undo, or the view itself, changed them.
    if (JSON.stringify(store.value) !== JSON.stringify(options)) store.replace(options);
  }, [store, options]);
  useEffect(() => {
    let { version } = store;
    return store.subscribe(() => {
      if (store.version === version) return;
      ({ version } = store);
      store.setErrors(validate(store.value, root, root));
      onChange(store.value as Record<string, unknown>);
    });
  }, [store, root, onChange]);
  return (
    <FormProvider store={store} root={root} book={book}>
      <Properties pointer="" path="" schema={root} required />
    </FormProvider>
  );
}

import { useForm } from '@/form/context';
import { choiceText } from '@/form/texts';

/** Name of a device's table, as the form calls it. */
export function useTableName(): (table: string) => string {
  const { book } = useForm();
  return (table) => {
    const named = choiceText(table, '/devices/*/points/*/table', book);
    return named === table ? table.replaceAll('_', ' ') : named;
  };
}

import { useDisclosure } from '@mantine/hooks';
import { IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/data/auth/rights';
import { usePanic } from '@/data/panic/queries';
import classes from './panic.module.css';
import { PanicDialog } from './PanicDialog';

/** The red button of every page; it stays usable while the live connection is away. */
export function PanicButton() {
  const { t } = useTranslation('panic');
  const may = useMay('operator');
  const [opened, { open, close }] = useDisclosure(false);
  const panic = usePanic();
  const latched = panic.data?.level != null;
  return (
    <>
      <button
        type="button"
        className={classes.button}
        onClick={open}
        disabled={!may}
        title={may ? t('button_title') : t('not_allowed')}
        aria-label={t('button')}
        aria-haspopup="dialog"
        data-latched={latched || undefined}
        data-testid="panic"
      >
        <IconHandStop size={20} stroke={2} aria-hidden />
        <span className="mantine-visible-from-sm">{t('button')}</span>
      </button>
      <PanicDialog opened={opened} onClose={close} panic={panic.data} />
    </>
  );
}

import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { generalReasonOf, reasonOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';

/** Short messages at the edge of the page; failures stay until they are closed. */
export function useNotify(): { done: (message: string) => void; failed: (error: unknown) => void } {
  const { t } = useTranslation('common');
  const reasons = useReason();
  const closeButtonProps = { 'aria-label': t('close_message') };
  const done = useCallback(
    (message: string) => notifications.show({ message, color: 'teal', autoClose: 3500, closeButtonProps }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [t],
  );
  const failed = (error: unknown) => {
    const reason = reasonOf(error);
    const general = generalReasonOf(error);
    const hint = reasons.hint(reason) ?? (general ? reasons.hint(general) : undefined);
    const message = [reasons.text(reason), hint].filter(Boolean).join(' ');
    notifications.show({ title: t('errorTitle'), message, color: 'red', autoClose: false, closeButtonProps });
  };
  return { done, failed };
}

import { Loader, Text } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import de from './de.json';
import en from './en.json';
import parts from './parts.module.css';
import type { Control } from './use-control';
import { useWords } from './words';

const ICONS = {
  pending: <Loader size={14} aria-hidden />,
  done: <IconCircleCheck size={16} aria-hidden />,
  failed: <IconAlertCircle size={16} aria-hidden />,
  closed: <IconLock size={15} aria-hidden />,
};

/** A control with what became of the last write below it, and the question before a dangerous one. */
export function ControlBody({ control, children }: { control: Control; children: ReactNode }) {
  const say = useWords({ de, en });
  const { state, asked, answer, name } = control;
  return (
    <div className={parts.body}>
      <div className={parts.control} data-testid="control">
        {children}
        <div className={parts.state} data-state={state?.kind} aria-live="polite" data-testid="control-state" title={state?.text}>
          {state ? (
            <>
              {ICONS[state.kind]}
              <span>{state.text}</span>
            </>
          ) : null}
        </div>
      </div>
      <ConfirmDialog
        opened={asked !== null}
        title={say('confirm_title')}
        confirm={say('confirm_write')}
        pending={false}
        error={null}
        onConfirm={() => answer(true)}
        onClose={() => answer(false)}
      >
        <Text size="md">{say('confirm_text', { value: asked?.text ?? '', name })}</Text>
      </ConfirmDialog>
    </div>
  );
}

import type { ComponentType } from 'react';
import { JobsButton } from './jobs/JobsButton';
import { PanicButton } from './panic/PanicButton';

/** Components shown in every page's header, left of the connection state. */
export const HEADER_SLOTS: readonly ComponentType[] = [PanicButton, JobsButton];

import type { ComponentType } from 'react';

/** Components shown in every page's header, left of the connection state; the place of the panic button. */
export const HEADER_SLOTS: readonly ComponentType[] = [];

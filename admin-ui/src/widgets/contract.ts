import type { ComponentType, LazyExoticComponent } from 'react';
import type { PointView, Quality, Scalar } from '@/data/points/types';
import type { Role } from '@/data/auth/rights';

/** Cells of the page's grid. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export type Breakpoint = 'phone' | 'tablet' | 'desktop' | 'wall';

/** Cells per row; `layout` of a widget is the one of `desktop`. */
export const COLUMNS: Record<Breakpoint, number> = { phone: 4, tablet: 8, desktop: 12, wall: 16 };

export interface Binding {
  /** Address of a point. */
  source: string;
  /** IEC 61131 type it had when it was bound; empty when unknown. */
  type?: string;
  label?: string;
}

/** An entry of `config/widgets.json`. */
export interface Widget {
  type: string;
  title: string;
  page: string;
  bindings: Record<string, Binding>;
  layout: Box;
  layouts: Partial<Record<Exclude<Breakpoint, 'desktop'>, Box>>;
  options: Record<string, unknown>;
  role: Role;
}

/** An entry of `config/pages.json`. */
export interface Page {
  title: string;
  icon: string;
  order: number;
  role: Role;
  options: Record<string, unknown>;
}

/** What a binding tells now; `value` is null as long as nothing may be shown. */
export interface LiveValue {
  value: Scalar;
  quality: Quality | null;
  reason: string | null;
  /** Unix ms of the last successful read. */
  ts: number | null;
  /** The directory's entry; null where there is none. */
  point: PointView | null;
}

export interface ViewProps {
  id: string;
  widget: Widget;
  /** By name of the binding. */
  values: Record<string, LiveValue>;
  /** Inside the editor: nothing may be written. */
  editing: boolean;
  /** Inside the editor: takes over options the view itself was used to change, such as places on a plan. */
  onOptions?: (options: Record<string, unknown>) => void;
}

/** A place for bindings: one of that name, or with `many` any number whose names begin with it. */
export interface Slot {
  name: string;
  many?: boolean;
  required?: boolean;
  /** Which points fit, and are offered first. */
  kind: 'number' | 'boolean' | 'text' | 'any';
  writable?: boolean;
}

/** One kind of widget: a folder in `types/` whose `index.ts` exports this by default. */
export interface WidgetType {
  type: string;
  /** Group in the list of new widgets. */
  group: 'show' | 'control' | 'energy' | 'layout';
  icon: ComponentType<{ size?: number | string }>;
  slots: Slot[];
  /** JSON Schema the inspector's form is made from. */
  options: Record<string, unknown>;
  /** Cells on the desktop. */
  size: { w: number; h: number; minW: number; minH: number };
  /** The body reaches the border, as pictures and frames do. */
  bleed?: boolean;
  /** In the editor a chosen widget takes the pointer itself, to change its options. */
  direct?: boolean;
  /** Words by key; `name` and `about` are asked of every type. */
  texts: { de: Record<string, string>; en: Record<string, string> };
  View: LazyExoticComponent<ComponentType<ViewProps>>;
}

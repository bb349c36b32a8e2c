import type { Page, Widget, WidgetType } from '@/widgets/contract';
import type { Reason } from '../errors';

export interface PagesView {
  /** Revision of all dashboards together. */
  rev: number;
  pages: Record<string, Page>;
}

export interface WidgetsView {
  rev: number;
  widgets: Record<string, Widget>;
}

/** A page with everything on it. */
export interface Content {
  page: Page;
  widgets: Record<string, Widget>;
}

export interface SavedContent extends Content {
  rev: number;
}

/** One difference between two states of the dashboards. */
export interface Change {
  kind: 'added' | 'removed' | 'changed' | 'moved';
  what: 'widget' | 'page';
  id: string;
  before?: Partial<Widget & Page> | null;
  after?: Partial<Widget & Page> | null;
}

export interface Version {
  rev: number;
  /** Unix ms. */
  ts: number;
  /** Account; null for an edit of the file itself. */
  by: string | null;
  what: Doing;
}

/** What a version came from, and how many entries differ from the one before. */
export interface Doing {
  action: 'start' | 'save' | 'file' | 'restore' | 'import' | 'backup' | 'rename' | 'migrate';
  pages: string[];
  added: number;
  changed: number;
  moved: number;
  removed: number;
}

type Words = Partial<Record<'de' | 'en', string>>;

/** A widget type that a plugin brings; `definition` is null where `problem` says why it cannot be used. */
export interface WidgetTypeView {
  type: string;
  version: string;
  title: Words;
  description: Words;
  definition: (Pick<WidgetType, 'group' | 'slots' | 'size' | 'options'> & { texts: Partial<WidgetType['texts']> }) | null;
  problem: Reason | null;
}

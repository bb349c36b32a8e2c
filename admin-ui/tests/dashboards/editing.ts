import { screen } from '@testing-library/react';
import type userEvent from '@testing-library/user-event';
import { Component as EditPage } from '@/pages/dashboard-edit/EditPage';
import type { Widget } from '@/widgets/contract';
import { show, type Stage } from '../pages/stage';

/** Twelve cells of 80 px. */
const CANVAS_PX = 952;
export const CELL_PX = 80;

export type User = ReturnType<typeof userEvent.setup>;

/** What a browser measures, and jsdom does not. */
export function measured(): void {
  window.innerWidth = 1400;
  window.scrollBy = () => {};
  Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, CANVAS_PX, 800);
}

export const open = (mode: Record<string, string | number> = {}) =>
  show(EditPage, '/pages/home/edit', { pages: 1, widgets: 3, points: 120, ...mode }, '/pages/:page/edit');
export const item = (number: number) => screen.findByTestId(`item-widget_00${number}`);
export const stored = ({ world }: Stage) => world.dashboards.widgets as unknown as Record<string, Widget>;

export const rename = async (user: User, number: number, title: string) => {
  (await item(number)).focus();
  await user.keyboard('{F2}');
  await user.keyboard(`${title}{Enter}`);
};

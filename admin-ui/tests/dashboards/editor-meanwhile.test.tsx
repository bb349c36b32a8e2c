import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Widget } from '@/widgets/contract';
import type { Stage } from '../pages/stage';
import { item, measured, open, rename, stored, type User } from './editing';

beforeEach(measured);

const storedMeanwhile = async ({ world }: Stage, change: (widgets: Record<string, Widget>) => void) => {
  const { rev, pages, widgets } = structuredClone(world.dashboards) as unknown as {
    rev: number;
    pages: Record<string, unknown>;
    widgets: Record<string, Widget>;
  };
  change(widgets);
  const body = JSON.stringify({ rev, page: pages['home'], widgets });
  await fetch('/api/pages/home/content', { method: 'PUT', headers: {}, body });
};
const retitled = (id: string, title: string) => (widgets: Record<string, Widget>) => {
  const widget = widgets[id];
  if (widget !== undefined) widgets[id] = { ...widget, title };
};

test('what somebody else saved meanwhile is merged by itself where it is about something else, and told', async () => {
  const user = userEvent.setup();
  const stage = open();
  (await item(3)).focus();
  await user.keyboard('{ArrowRight}');
  await storedMeanwhile(stage, retitled('widget_001', 'Theirs'));
  await user.click(screen.getByTestId('save-page'));
  expect((await screen.findByTestId('merged')).textContent).toMatch(/admin.*Theirs/s);
  expect(screen.queryByTestId('conflict')).toBeNull();
  await waitFor(() => expect(stored(stage)['widget_003']?.layout.x).toBe(5));
  expect(stored(stage)['widget_001']?.title).toBe('Theirs');
  expect((await item(1)).getAttribute('aria-label')).toMatch(/^Theirs/);
});

test('of a widget that both changed one says whose is to hold; the others are merged', async () => {
  const user = userEvent.setup();
  const stage = open();
  await rename(user, 1, 'Mine 1');
  await rename(user, 2, 'Mine 2');
  await storedMeanwhile(stage, (widgets) => {
    for (const id of ['widget_001', 'widget_002', 'widget_003']) retitled(id, `Theirs ${id.at(-1)}`)(widgets);
  });
  await user.click(screen.getByTestId('save-page'));
  const dialog = within(await screen.findByTestId('conflict'));
  expect(dialog.getByTestId('changes').textContent).toContain('Theirs 3');
  expect(dialog.getByTestId<HTMLButtonElement>('merge-save').disabled).toBe(true);
  const choose = (id: string, side: string) =>
    user.click(within(dialog.getByTestId(`contest-widget ${id}`)).getByRole('radio', { name: new RegExp(`^${side}`) }));
  await choose('widget_001', 'Mine');
  await choose('widget_002', 'Theirs');
  await user.click(dialog.getByTestId('merge-save'));
  await waitFor(() => expect(stored(stage)['widget_001']?.title).toBe('Mine 1'));
  expect(stored(stage)['widget_002']?.title).toBe('Theirs 2');
  expect(stored(stage)['widget_003']?.title).toBe('Theirs 3');
});

test('who drops his own changes sees theirs, and undo brings his own back', async () => {
  const user = userEvent.setup();
  const stage = open();
  await rename(user, 1, 'Mine');
  await storedMeanwhile(stage, retitled('widget_002', 'Theirs'));
  await storedMeanwhile(stage, retitled('widget_001', 'Theirs'));
  await user.click(screen.getByTestId('save-page'));
  await user.click(within(await screen.findByTestId('conflict')).getByTestId('take-theirs'));
  await waitFor(async () => expect((await item(1)).getAttribute('aria-label')).toMatch(/^Theirs/));
  expect(screen.getByTestId<HTMLButtonElement>('save-page').disabled).toBe(true);
  await user.click(screen.getByTestId('undo'));
  expect((await item(1)).getAttribute('aria-label')).toMatch(/^Mine/);
  expect((await item(2)).getAttribute('aria-label')).toMatch(/^Theirs/);
});

test('a new widget whose id is taken by one that is hidden here gets another, and undo still takes it back', async () => {
  const user = userEvent.setup();
  const stage = open();
  Object.assign(stage.world.dashboards, { foreign: ['home_gauge', 'home_gauge_2'] });
  await item(3);
  await user.type(screen.getByTestId('palette-search'), 'gauge');
  await user.click(screen.getByTestId('add-gauge'));
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() => expect(Object.values(stored(stage)).filter(({ type }) => type === 'gauge')).toHaveLength(2));
  expect(stored(stage)).not.toHaveProperty('home_gauge');
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save-page').disabled).toBe(true));
  await user.click(screen.getByTestId('undo'));
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() => expect(Object.values(stored(stage)).filter(({ type }) => type === 'gauge')).toHaveLength(1));
});

test('widgets that waited for the page are on it after saving, and not removed by the next save', async () => {
  const user = userEvent.setup();
  const stage = open();
  await rename(user, 1, 'First');
  const waits = { ...stored(stage)['widget_002'], title: 'Waits', layout: { x: 0, y: 9, w: 2, h: 2 } };
  Object.assign(stage.world.dashboards, { waiting: { waits } });
  await user.click(screen.getByTestId('save-page'));
  expect((await screen.findByTestId('item-waits')).getAttribute('aria-label')).toMatch(/^Waits/);
  await rename(user, 1, 'Second');
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() => expect(stored(stage)['widget_001']?.title).toBe('Second'));
  expect(stored(stage)['waits']?.title).toBe('Waits');
});

test('a version brought back while there are unsaved changes takes none of them away', async () => {
  const user = userEvent.setup();
  const stage = open();
  await item(3);
  await storedMeanwhile(stage, retitled('widget_002', 'Later'));
  await rename(user, 1, 'Mine');
  await user.click(screen.getByTestId('show-versions'));
  const [restore] = await screen.findAllByTestId(/^restore-/);
  await user.click(restore as HTMLElement);
  const dialogs = await screen.findAllByRole('dialog');
  await user.click(within(dialogs.at(-1) as HTMLElement).getByRole('button', { name: 'Restore' }));
  await waitFor(() => expect(stored(stage)['widget_002']?.title).not.toBe('Later'));
  await waitFor(() => expect(screen.queryByTestId('versions')).toBeNull());
  expect((await item(1)).getAttribute('aria-label')).toMatch(/^Mine/);
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() => expect(stored(stage)['widget_001']?.title).toBe('Mine'));
  expect(stored(stage)['widget_002']?.title).not.toBe('Later');
});

const removePage = async (user: User) => {
  await user.click(screen.getByTestId('page-settings'));
  await user.click(await screen.findByTestId('delete-page'));
  const dialog = (await screen.findAllByRole('dialog')).at(-1) as HTMLElement;
  await user.click(within(dialog).getByTestId('confirm'));
  return within(dialog);
};

test('a page is removed though somebody saved another one meanwhile', async () => {
  const user = userEvent.setup();
  const stage = open({ pages: 2 });
  await item(3);
  Object.assign(stage.world.dashboards, { rev: stage.world.dashboards.rev + 1 });
  await removePage(user);
  await waitFor(() => expect(stage.world.dashboards.pages).not.toHaveProperty('home'));
  expect(await screen.findByText('another page')).toBeTruthy();
});

test('a page that somebody else changed meanwhile is not removed unseen', async () => {
  const user = userEvent.setup();
  const stage = open();
  await item(3);
  await storedMeanwhile(stage, retitled('widget_002', 'Theirs'));
  const dialog = await removePage(user);
  expect((await dialog.findByRole('alert')).textContent).toMatch(/meanwhile|changed/);
  expect(stage.world.dashboards.pages).toHaveProperty('home');
});

test('a page whose id belongs to one that is hidden here is saved under another', async () => {
  const user = userEvent.setup();
  const stage = open();
  await rename(user, 1, 'Mine');
  const { dashboards } = stage.world;
  delete dashboards.pages['home'];
  dashboards.pages['home_2'] = { title: 'Another', icon: '', order: 0, role: 'viewer', options: {} };
  dashboards.widgets = {};
  Object.assign(dashboards, { rev: dashboards.rev + 1, foreignPages: ['home'] });
  await user.click(screen.getByTestId('save-page'));
  await user.click(within(await screen.findByTestId('conflict')).getByTestId('merge-save'));
  await waitFor(() => expect(Object.keys(dashboards.pages)).toEqual(['home_2', 'home_3']));
  expect(Object.values(stored(stage)).map(({ page }) => page)).toEqual(['home_3', 'home_3', 'home_3']);
  expect(Object.values(stored(stage)).map(({ title }) => title)).toContain('Mine');
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save-page').disabled).toBe(true));
});

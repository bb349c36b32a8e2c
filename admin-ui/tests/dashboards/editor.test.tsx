import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { Component as EditPage } from '@/pages/dashboard-edit/EditPage';
import type { Widget } from '@/widgets/contract';
import { show, type Stage } from '../pages/stage';

/** Twelve cells of 80 px. */
const CANVAS_PX = 952;
const CELL_PX = 80;

beforeEach(() => {
  window.innerWidth = 1400;
  window.scrollBy = () => {};
  Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, CANVAS_PX, 800);
});

const open = (mode: Record<string, string | number> = {}) =>
  show(EditPage, '/pages/home/edit', { pages: 1, widgets: 3, points: 120, ...mode }, '/pages/:page/edit');
const item = (number: number) => screen.findByTestId(`item-widget_00${number}`);
const stored = ({ world }: Stage) => world.dashboards.widgets as unknown as Record<string, Widget>;
const puts = ({ calls }: Stage) => calls.filter(({ call }) => call.startsWith('PUT '));
const drag = (from: Element, dx: number, dy: number) => {
  fireEvent.pointerDown(from, { button: 0, clientX: 100, clientY: 300 });
  fireEvent.pointerMove(window, { clientX: 100 + dx, clientY: 300 + dy });
  fireEvent.pointerUp(window);
};

test('a widget is moved and resized with the pointer, and saved as one version', async () => {
  const user = userEvent.setup();
  const stage = open();
  const third = await item(3);
  drag(third, 3 * CELL_PX, 0);
  expect(third.getAttribute('aria-label')).toContain('column 8');
  drag(screen.getByTestId('resize-widget_003'), CELL_PX, CELL_PX);
  expect(third.getAttribute('aria-label')).toMatch(/column 8, row 1, 4 wide, 3 high/);
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() => expect(stored(stage)['widget_003']?.layout).toEqual({ x: 7, y: 0, w: 4, h: 3 }));
  expect(puts(stage)).toHaveLength(1);
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save-page').disabled).toBe(true));
});

test('Escape takes back what is being dragged', async () => {
  open();
  const third = await item(3);
  const before = third.getAttribute('aria-label');
  fireEvent.pointerDown(third, { button: 0, clientX: 100, clientY: 300 });
  fireEvent.pointerMove(window, { clientX: 260, clientY: 300 });
  expect(third.getAttribute('aria-label')).not.toBe(before);
  fireEvent.keyDown(window, { key: 'Escape' });
  expect(third.getAttribute('aria-label')).toBe(before);
});

test('with the keyboard alone: choose, move, resize, rename, undo, remove; each is said', async () => {
  const user = userEvent.setup();
  open();
  const third = await item(3);
  third.focus();
  await user.keyboard('{ArrowRight}{Shift>}{ArrowDown}{/Shift}');
  expect(third.getAttribute('aria-selected')).toBe('true');
  expect(screen.getByTestId('said').textContent).toMatch(/column 6, row 1, 3 wide, 3 high/);
  await user.keyboard('{F2}');
  await user.keyboard('Netz{Enter}');
  expect(third.getAttribute('aria-label')).toMatch(/^Netz, /);
  third.focus();
  await user.keyboard('{Control>}z{/Control}');
  expect(third.getAttribute('aria-label')).not.toMatch(/^Netz, /);
  await user.keyboard('{Delete}');
  expect(screen.queryByTestId('item-widget_003')).toBeNull();
  expect(screen.getByTestId('said').textContent).toMatch(/1 widget removed/);
  await user.keyboard('{Control>}z{/Control}');
  expect(screen.getByTestId('item-widget_003')).toBeTruthy();
});

test('the rubber band and ctrl choose several, arrows move them together', async () => {
  const user = userEvent.setup();
  open();
  const first = await item(1);
  const canvas = screen.getByTestId('canvas');
  fireEvent.pointerDown(canvas, { button: 0, clientX: 2, clientY: 100 });
  fireEvent.pointerMove(window, { clientX: 300, clientY: 10 });
  fireEvent.pointerUp(window);
  expect(screen.getByTestId('many-chosen').textContent).toContain('2 widgets chosen');
  fireEvent.pointerDown(await item(3), { button: 0, ctrlKey: true });
  fireEvent.pointerUp(window);
  expect(screen.getByTestId('many-chosen').textContent).toContain('3 widgets chosen');
  first.focus();
  await user.keyboard('{ArrowRight}');
  expect(first.getAttribute('aria-label')).toContain('column 2');
  expect((await item(3)).getAttribute('aria-label')).toContain('column 6');
});

test('a new widget is bound by searching; what fits comes first and gives it its title', async () => {
  const user = userEvent.setup();
  const stage = open();
  await item(3);
  await user.type(screen.getByTestId('palette-search'), 'gauge');
  await user.click(screen.getByTestId('add-gauge'));
  const picker = await screen.findByTestId('bind-value');
  await user.type(picker, 'heatsink');
  const options = await screen.findAllByRole('option', { name: /temperature\.heatsink/ });
  expect(options[0]?.getAttribute('aria-selected')).toBe('true');
  await user.keyboard('{Enter}');
  expect(screen.getByTestId<HTMLInputElement>('widget-title').value).toBe('Kühlkörper');
  await user.keyboard('{Control>}s{/Control}');
  await waitFor(() => expect(stored(stage)['home_gauge']?.bindings['value']?.source).toMatch(/heatsink$/));
});

test('an option is seen at once and undone by one step', async () => {
  const user = userEvent.setup();
  const stage = open();
  fireEvent.pointerDown(await item(1), { button: 0 });
  fireEvent.pointerUp(window);
  const inspector = within(await screen.findByTestId('inspector'));
  await user.type(inspector.getByLabelText('Unit'), 'mV');
  await waitFor(() => expect(screen.getByTestId('widget-widget_001').textContent).toContain('mV'));
  await user.click(screen.getByTestId('undo'));
  await waitFor(() => expect(screen.getByTestId('widget-widget_001').textContent).not.toContain('mV'));
  expect(inspector.getByLabelText<HTMLInputElement>('Unit').value).toBe('');
  expect(puts(stage)).toHaveLength(0);
});

test('the layout of the phone is its own and leaves the desktop alone', async () => {
  const user = userEvent.setup();
  const stage = open();
  await item(3);
  await user.click(screen.getByLabelText('Phone'));
  const third = await item(3);
  third.focus();
  await user.keyboard('{ArrowRight}');
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() => expect(stored(stage)['widget_003']?.layouts.phone).toBeDefined());
  expect(stored(stage)['widget_003']?.layout).toEqual({ x: 4, y: 0, w: 3, h: 2 });
});

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
const rename = async (user: ReturnType<typeof userEvent.setup>, number: number, title: string) => {
  (await item(number)).focus();
  await user.keyboard('{F2}');
  await user.keyboard(`${title}{Enter}`);
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

const removePage = async (user: ReturnType<typeof userEvent.setup>) => {
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

test('a viewer is told who may change pages', async () => {
  open({ role: 'viewer' });
  expect(await screen.findByText(/changed by engineers/)).toBeTruthy();
});

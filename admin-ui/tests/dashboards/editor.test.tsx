import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { Stage } from '../pages/stage';
import { CELL_PX, item, measured, open, stored } from './editing';

beforeEach(measured);

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

test('a viewer is told who may change pages', async () => {
  open({ role: 'viewer' });
  expect(await screen.findByText(/changed by engineers/)).toBeTruthy();
});

test('nobody hides a page from himself', async () => {
  const user = userEvent.setup();
  open({ role: 'engineer' });
  await item(1);
  await user.click(screen.getByTestId('page-settings'));
  await user.click(await screen.findByTestId('page-role'));
  const shut = (name: string) => screen.getByRole('option', { name, hidden: true }).hasAttribute('data-combobox-disabled');
  expect([shut('Viewer'), shut('Engineer'), shut('Administrator')]).toEqual([false, false, true]);
});

import { useQueryClient } from '@tanstack/react-query';
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { AUTH_KEY, useAuthStatus } from '@/data/auth/queries';
import { Component as EditPage } from '@/pages/dashboard-edit/EditPage';
import { fromClipboard } from '@/pages/dashboard-edit/store/clipboard';
import { show } from '../pages/stage';

const MODE = { pages: 1, widgets: 3, points: 120 };

beforeEach(() => {
  window.innerWidth = 1400;
  Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 952, 800);
});

const open = () => show(EditPage, '/pages/home/edit', MODE, '/pages/:page/edit');
const item = (number: number) => screen.findByTestId(`item-widget_00${number}`);
const press = (target: Element) => {
  fireEvent.pointerDown(target, { button: 0 });
  fireEvent.pointerUp(window);
};

/** As the application does: without a session there is no page. */
function Gated() {
  const client = useQueryClient();
  const { data } = useAuthStatus();
  if (data?.authenticated) return <EditPage />;
  return (
    <button type="button" onClick={() => void client.invalidateQueries({ queryKey: AUTH_KEY })}>
      {'Log in'}
    </button>
  );
}

test('what was changed is there again after a session that ended meanwhile', async () => {
  const user = userEvent.setup();
  const { world } = show(Gated, '/pages/home/edit', MODE, '/pages/:page/edit');
  (await item(1)).focus();
  await user.keyboard('{F2}Mine{Enter}');
  Object.assign(world.mode, { auth: 'out' });
  await user.click(screen.getByTestId('save-page'));
  const login = await screen.findByRole('button', { name: 'Log in' });
  Object.assign(world.mode, { auth: 'in' });
  await user.click(login);
  expect((await item(1)).getAttribute('aria-label')).toMatch(/^Mine/);
  await user.click(screen.getByTestId('save-page'));
  await waitFor(() =>
    expect((world.dashboards.widgets as unknown as Record<string, { title: string }>)['widget_001']?.title).toBe('Mine'),
  );
});

test('after a title was edited or a widget removed, the keys go on where they were', async () => {
  const user = userEvent.setup();
  open();
  const second = await item(2);
  second.focus();
  await user.keyboard('{F2}Netz{Enter}');
  await waitFor(() => expect(document.activeElement).toBe(second));
  await user.keyboard('{F2}{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(second));
  press(second);
  second.focus();
  await user.keyboard('{Delete}');
  expect(document.activeElement).toBe(screen.getByTestId('canvas'));
});

test('a label that was typed is one step back', async () => {
  const user = userEvent.setup();
  open();
  await item(3);
  await user.type(screen.getByTestId('palette-search'), 'table');
  await user.click(screen.getByTestId('add-table'));
  await user.type(await screen.findByTestId('bind-row'), 'heatsink');
  await screen.findAllByRole('option', { name: /temperature\.heatsink/ });
  await user.keyboard('{Enter}');
  const label = () => within(screen.getByTestId('inspector')).getByLabelText<HTMLInputElement>(/^Name.*heatsink/);
  await waitFor(label);
  await user.type(label(), 'Cooler');
  expect(label().value).toBe('Cooler');
  await user.click(screen.getByTestId('undo'));
  expect(label().value).toBe('');
});

test('a size that cannot get smaller is no step, and what was undone can still be redone', async () => {
  const user = userEvent.setup();
  open();
  const third = await item(3);
  third.focus();
  await user.keyboard('{Shift>}{ArrowUp}{ArrowLeft}{/Shift}');
  const small = third.getAttribute('aria-label');
  await user.keyboard('{Control>}z{/Control}');
  expect(third.getAttribute('aria-label')).not.toBe(small);
  await user.keyboard('{Shift>}{ArrowUp}{/Shift}{Control>}y{/Control}');
  expect(third.getAttribute('aria-label')).toBe(small);
  await user.keyboard('{Shift>}{ArrowUp}{ArrowUp}{/Shift}{Control>}z{/Control}');
  expect(third.getAttribute('aria-label')).not.toBe(small);
});

test('several that are copied stand in the order they are read, not in the one they were chosen', async () => {
  open();
  const [first, third] = [await item(1), await item(3)];
  press(third);
  fireEvent.pointerDown(first, { button: 0, ctrlKey: true });
  fireEvent.pointerUp(window);
  let text = '';
  const copy = createEvent.copy(first);
  Object.assign(copy, { clipboardData: { setData: (_: string, given: string) => (text = given) } });
  fireEvent(first, copy);
  expect(fromClipboard(text).map(({ layout }) => layout.x)).toEqual([0, 4]);
});

test('nonsense in the clipboard is no binding', () => {
  const bindings = { value: null, other: { source: 7 }, row_1: { source: 'a.b', label: 'x', extra: 1 } };
  const layout = { x: 0, y: 0, w: 2, h: 1e9 };
  const [widget] = fromClipboard(JSON.stringify({ 'dinrail-widgets': [{ type: 'table', layout, bindings }] }));
  expect(widget?.bindings).toEqual({ row_1: { source: 'a.b', label: 'x' } });
  expect(widget?.layout.h).toBeLessThan(200);
});

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as ErrorsPage } from '@/pages/errors/ErrorsPage';
import { show } from '../pages/stage';

const lines = () => screen.getAllByTestId(/^fault-/);

test('a short list of errors is drawn whole', async () => {
  show(ErrorsPage, '/errors', { faults: 40 });
  await screen.findByTestId('fault-f0');
  expect(lines()).toHaveLength(40);
});

test('of a long one what can be seen is drawn; its length is told, more can be asked for', async () => {
  // Without a layout every line would be measured as nothing.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(88);
  const { calls } = show(ErrorsPage, '/errors', { faults: 5000 });
  await screen.findByTestId('fault-f0');
  expect(lines().length).toBeLessThan(60);
  expect(screen.getByText('5000 kinds of error')).toBeTruthy();
  const asked = () => calls.filter(({ call }) => call === 'GET /api/errors').length;
  const before = asked();
  await userEvent.click(screen.getByTestId('more'));
  await expect.poll(asked).toBeGreaterThan(before);
});

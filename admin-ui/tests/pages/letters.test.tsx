import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { Component as LettersPage } from '@/pages/letters/LettersPage';
import { show } from './stage';

const HERE = '/instances/mqtt_ha/letters';
const ROUTE = '/instances/:id/letters';

test('dead letters tell why, and one of them is sent again by its id', async () => {
  const { calls } = show(LettersPage, HERE, { letters: 3 }, ROUTE);
  await userEvent.click(await screen.findByTestId('resend-msg_1'));
  await expect.poll(() => calls.find(({ call }) => call.includes('/call/resend'))?.body).toEqual({ ids: ['msg_1'] });
});

test('what is discarded is asked about first', async () => {
  const { calls } = show(LettersPage, HERE, { letters: 3 }, ROUTE);
  await userEvent.click(await screen.findByTestId('discard-all'));
  expect(calls.some(({ call }) => call.includes('/call/discard'))).toBe(false);
  await userEvent.click(await screen.findByTestId('confirm'));
  await expect.poll(() => calls.find(({ call }) => call.includes('/call/discard'))?.body).toEqual({});
});

test('a test that fails says why in the dialog', async () => {
  show(LettersPage, HERE, { letters: 3 }, ROUTE);
  await userEvent.click(await screen.findByTestId('test-phone'));
  await userEvent.click(await screen.findByTestId('test-now'));
  expect((await screen.findByTestId('tried')).textContent).toContain('refused');
});

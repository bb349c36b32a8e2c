import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { JobsButton } from '@/frame/jobs/JobsButton';
import { show } from '../pages/stage';

test('running jobs are counted; the list tells how far they are and why one failed', async () => {
  show(JobsButton, '/', { jobs: 4 });
  const button = await screen.findByTestId('jobs');
  expect(button.getAttribute('aria-label')).toBe('1 job is running');
  await userEvent.click(button);
  const lines = await screen.findAllByTestId('job');
  expect(lines.map((line) => line.dataset['state'])).toEqual(['running', 'done', 'failed', 'done']);
  const [running, , failed] = lines as [HTMLElement, HTMLElement, HTMLElement];
  expect(within(running).getByText('Clearing the old values from the broker …')).toBeTruthy();
  expect(within(running).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('70');
  expect(within(failed).getByText(/not cleared from the broker after 90 s/)).toBeTruthy();
});

test('without any job there is nothing in the header', async () => {
  const { calls } = show(JobsButton, '/', { jobs: 0 });
  await expect.poll(() => calls.some(({ call }) => call === 'GET /api/jobs')).toBe(true);
  expect(screen.queryByTestId('jobs')).toBeNull();
});

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { doorOf } from '@/data/nodered/queries';
import { Component as NodeRedPage } from '@/pages/node-red/NodeRedPage';
import { show } from './stage';

const FOUND = { enabled: true, alive: true, safe: false, http_port: 8081, https_port: 8444 };
const at = (address: string) => new URL(address) as unknown as Location;

test('the door is on the same host and scheme', () => {
  expect(doorOf(FOUND, 'editor', at('https://box.local:8443/node-red'))).toBe('https://box.local:8444/editor/');
  expect(doorOf(FOUND, 'dashboard', at('http://127.0.0.1:8080/'))).toBe('http://127.0.0.1:8081/dashboard/');
  expect(doorOf(FOUND, 'editor', at('https://[fd00::7]:8443/'))).toBe('https://[fd00::7]:8444/editor/');
});

test('an engineer gets the editor and may look at the dashboards', async () => {
  show(NodeRedPage, '/node-red', { nodered: 'on' });
  const frame = await screen.findByTestId('node-red-frame');
  expect(frame.getAttribute('src')).toMatch(/:8081\/editor\/$/);
  await userEvent.click(screen.getByText('Dashboard'));
  expect(screen.getByTestId('node-red-frame').getAttribute('src')).toMatch(/:8081\/dashboard\/$/);
});

test('a viewer gets the dashboards', async () => {
  show(NodeRedPage, '/node-red', { nodered: 'on', role: 'viewer' });
  const frame = await screen.findByTestId('node-red-frame');
  expect(frame.getAttribute('src')).toMatch(/:8081\/dashboard\/$/);
  expect(screen.queryByText('Editor')).toBeNull();
});

test('one that runs without its flows is told', async () => {
  show(NodeRedPage, '/node-red', { nodered: 'safe' });
  expect(await screen.findByText('Node-RED runs without its flows')).toBeTruthy();
});

test('one that is away has no frame', async () => {
  show(NodeRedPage, '/node-red', { nodered: 'away' });
  expect(await screen.findByText('Node-RED does not answer')).toBeTruthy();
  expect(screen.queryByTestId('node-red-frame')).toBeNull();
});

test('one that is off says how to switch it on', async () => {
  show(NodeRedPage, '/node-red', { nodered: 'off' });
  expect((await screen.findByTestId('node-red-how')).textContent).toBe('DINRAIL_PROFILES=nodered');
});

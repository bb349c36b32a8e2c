import { expect, test } from 'vitest';
import { dataAddress, MAX_IMAGE, MAX_TEXT } from '@/form/image';

test('a file becomes a data: address with just its contents', async () => {
  const file = new Blob([new Uint8Array([0, 255, 128, 7])], { type: 'image/png' });
  expect(await dataAddress(file)).toEqual({ address: 'data:image/png;base64,AP+ABw==' });
});

test('the largest that is kept as it is fits the document', async () => {
  const read = await dataAddress(new Blob([new Uint8Array(MAX_IMAGE)], { type: 'image/svg+xml' }));
  expect('address' in read && read.address.length).toBeLessThanOrEqual(MAX_TEXT);
});

test('what is no image, too large or broken is refused with its reason', async () => {
  expect(await dataAddress(new Blob(['x'], { type: 'text/html' }))).toEqual({ refused: 'no_image' });
  expect(await dataAddress(new Blob([new Uint8Array(MAX_IMAGE + 1)], { type: 'image/svg+xml' }))).toEqual({
    refused: 'too_large',
  });
  // Neither can this be painted smaller, since there is nothing to paint in it.
  expect(await dataAddress(new Blob([new Uint8Array(MAX_IMAGE + 1)], { type: 'image/png' }))).toEqual({ refused: 'unreadable' });
});

import { fireEvent } from '@testing-library/react';
import { expect, test } from 'vitest';
import { followFingers } from '@/widgets/types/chart/gestures';

const picture = () => {
  const element = document.createElement('div');
  element.getBoundingClientRect = () => new DOMRect(100, 0, 400, 200);
  const seen: string[] = [];
  const leave = followFingers(element, {
    dragged: (share) => seen.push(`drag ${share.toFixed(2)}`),
    pinched: (factor, around) => seen.push(`pinch ${factor.toFixed(2)} around ${around.toFixed(2)}`),
  });
  const finger = (name: 'pointerDown' | 'pointerMove' | 'pointerUp', pointerId: number, clientX: number, pointerType = 'touch') =>
    fireEvent[name](element, { pointerId, clientX, pointerType });
  return { seen, leave, finger };
};

test('one finger pushes the picture, the mouse does not', () => {
  const { seen, finger } = picture();
  finger('pointerDown', 1, 200, 'mouse');
  finger('pointerMove', 1, 300, 'mouse');
  expect(seen).toEqual([]);
  finger('pointerDown', 2, 200);
  finger('pointerMove', 2, 240);
  finger('pointerUp', 2, 240);
  finger('pointerMove', 2, 300);
  expect(seen).toEqual(['drag 0.10']);
});

test('two fingers that part look closer around their middle', () => {
  const { seen, finger, leave } = picture();
  finger('pointerDown', 1, 250);
  finger('pointerDown', 2, 350);
  finger('pointerMove', 2, 450);
  expect(seen).toEqual(['pinch 0.50 around 0.63', 'drag 0.13']);
  leave();
  finger('pointerMove', 2, 300);
  expect(seen).toHaveLength(2);
});

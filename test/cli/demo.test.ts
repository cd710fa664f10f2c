import { expect, test } from 'vitest';
import { demo } from '../../src/cli/demo.ts';
import { sideBySide } from '../../src/cli/side-by-side.ts';
import { FakeIo } from '../support/fake-io.ts';

test('the demonstration is as it was', async () => {
  const io = new FakeIo();
  expect(demo(io)).toBe(0);
  await expect(io.written).toMatchFileSnapshot('../golden/demo.txt');
});

test('the demonstration points at the STOP that has no reason, once', () => {
  const io = new FakeIo();
  demo(io);
  expect(io.written.match(/STOP +<- why\?/g)).toHaveLength(1);
  expect(io.written.match(/\^ this STOP has no reason/g)).toHaveLength(1);
  for (const line of io.written.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('equal lines stand beside each other', () => {
  const lines = (text: string) => [...text].map((key) => ({ key, text: key }));
  expect(sideBySide(lines('abcd'), lines('abxd'), 3)).toBe('a      a\nb      b\n       x\nc\nd      d\n');
});

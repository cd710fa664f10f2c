import { expect, test } from 'vitest';
import { processIo } from '../../src/cli/io.ts';

test('the first Ctrl-C is noticed; nothing stands between the second and the process', async () => {
  const others = process.rawListeners('SIGINT');
  const io = processIo();
  const [press] = process.rawListeners('SIGINT').filter((each) => !others.includes(each));
  expect(await io.pause()).toBe(false);
  press?.call(process);
  expect(await io.pause()).toBe(true);
  expect(process.rawListeners('SIGINT')).toEqual(others);
});

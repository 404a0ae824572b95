import { expect, it } from 'vitest';
import { writeInto } from './save-picker.ts';

it('a file never takes the place of another one in the folder', async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('save-picker-test', { create: true });
  const names = [];
  for (const text of ['one', 'two', 'three']) names.push(await writeInto(folder, new Blob([text]), 'Dog.cutout.png'));
  expect(names).toEqual(['Dog.cutout.png', 'Dog.cutout-2.png', 'Dog.cutout-3.png']);
  const files = await Promise.all(names.map(async (name) => (await folder.getFileHandle(name)).getFile()));
  expect(await Promise.all(files.map((file) => file.text()))).toEqual(['one', 'two', 'three']);
  await root.removeEntry('save-picker-test', { recursive: true });
});

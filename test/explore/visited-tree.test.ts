import { describe, expect, test } from 'vitest';
import { ROOT, VisitedTree } from '../../src/explore/visited-tree.ts';
import { TinyModel } from '../support/tiny-model.ts';

const OPTIONS = { R: 2, C: 1, J: 0 };

const newModel = (): TinyModel => {
  const model = new TinyModel(OPTIONS);
  model.store.watch({ fingerprint: true });
  return model;
};

/** Every way of at most so many moves, as states of a tree; nothing is known to be the same. */
function grown(model: TinyModel, depth: number): VisitedTree {
  const tree = new VisitedTree(model);
  let front = [ROOT];
  for (let level = 0; level < depth; level++) {
    front = front.flatMap((state) => {
      tree.goTo(state);
      const list: number[] = [];
      return list.slice(0, model.moves(list, 0)).map((move) => tree.add(state, move));
    });
  }
  return tree;
}

describe('the tree of visited states', () => {
  test('brings the model to each state as if it had come there by itself, whatever it was at before', () => {
    const model = newModel();
    const tree = grown(model, 3);
    expect(tree.size).toBeGreaterThan(50);
    for (let i = 0; i < tree.size; i++) {
      const state = (i * 37) % tree.size;
      tree.goTo(state);
      const fresh = newModel();
      for (const move of tree.movesTo(state)) fresh.play(move);
      expect(model.contents()).toBe(fresh.contents());
    }
  });

  test('plays again only what differs', () => {
    const model = newModel();
    const tree = grown(model, 3);
    const played: number[] = [];
    const { play } = model;
    model.play = (move) => {
      played.push(move);
      play.call(model, move);
    };
    const last = tree.size - 1;
    tree.goTo(last);
    const there = tree.movesTo(last);
    expect(there).toHaveLength(3);
    played.length = 0;
    tree.goTo(last);
    expect(played).toEqual([]);
    const list: number[] = [];
    model.moves(list, 0);
    tree.goTo(tree.add(last, list[0] as number));
    expect(played).toEqual([list[0]]);
    tree.goTo(ROOT);
    expect(played).toHaveLength(1);
    expect(model.contents()).toBe(newModel().contents());
    tree.goTo(last);
    expect(played).toEqual([list[0], ...there]);
  });

  test('whoever plays on undoes to the mark that it gives', () => {
    const model = newModel();
    const tree = grown(model, 2);
    const mark = tree.goTo(tree.size - 1);
    const before = model.contents();
    const list: number[] = [];
    model.moves(list, 0);
    model.play(list[0] as number);
    expect(model.contents()).not.toBe(before);
    model.store.undo(mark);
    expect(model.contents()).toBe(before);
  });
});

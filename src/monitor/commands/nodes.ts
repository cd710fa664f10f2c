/** Nodes that clients make and remove (5.1), and what they set on them. */
import { nodeNamed } from '../../block/graph.ts';
import { deleteNode, openNode } from '../../block/open.ts';
import { defineCommand, OK, refuse } from '../command.ts';
import { replyOf } from './job-control.ts';

defineCommand('blockdev-add', (world, args) => {
  const opened = openNode(world, args, { root: true });
  return replyOf(opened.refusal);
});

defineCommand('blockdev-del', (world, args) => replyOf(deleteNode(world, String(args['node-name']))));

/** One event for the first write beyond it, then it is off (4.4). */
defineCommand('block-set-write-threshold', (world, args) => {
  const name = String(args['node-name']);
  const node = nodeNamed(world, name);
  if (node === undefined) return refuse(`Device '${name}' not found`);
  node.writeThreshold = Number(args['write-threshold']);
  return OK;
});

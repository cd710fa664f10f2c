/** blockdev-snapshot and blockdev-snapshot-sync, as commands and as actions of a transaction. */
import { dropIfUnused, nodeNamed } from '../../block/graph.ts';
import { CHILD_TAKEN } from '../../block/open.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, refuse } from '../../block/refusal.ts';
import { GRAPH_TOUCHED } from '../../blockjob/graph-change.ts';
import { makeImage, openImage } from '../../blockjob/new-image.ts';
import { DRAIN_BEGIN, DRAIN_END } from '../../blockjob/node-drain.ts';
import { FLUSH_NODE } from '../../blockjob/node-request.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { overlayRefusal, putOverlay, sealBacking, takeOverlayAway } from '../../blockjob/snapshot.ts';
import { type ActionArgs, defineAction, TRANSACTION } from '../../blockjob/transaction.ts';
import { call, done, NONE, next, procedure } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { lookUp, text } from './lookup.ts';
import { lostItsNode } from './lost-node.ts';

interface Note {
  /** what is snapshotted; drained until the transaction ends */
  readonly node: number;
  readonly overlay: number;
}

const NOTHING: Note = { node: NONE, overlay: NONE };
const noteOf = (args: ActionArgs): Note => (args.note ?? NOTHING) as Note;

type Overlay = (world: MonitorWorld, node: Node, data: Arguments) => Answer<Node>;

const named: Overlay = (world, _node, data) => lookUp(world, data.overlay);

/** A file that is made, or is there already, and opened under a name of its own. */
const made: Overlay = (world, node, data) => {
  const name = text(data['snapshot-node-name']);
  const path = String(data['snapshot-file']);
  const format = text(data.format) ?? 'qcow2';
  if (data['node-name'] !== undefined && name === undefined) return refuse('New overlay node-name missing');
  if (name !== undefined && nodeNamed(world, name) !== undefined) return refuse('New overlay node-name already in use');
  if (data.mode !== 'existing') {
    const refusal = makeImage(world, { path, format, size: node.size, backing: node });
    if (refusal !== undefined) return { refusal };
  }
  return openImage(world, path, format, { name, backing: false });
};

/** How the action of that name ends. Their steps are labels of moves, so each action has procedures of its own. */
const ending = (name: string) => ({
  commit: procedure<MonitorWorld, ActionArgs>(`commit ${name}`, {
    begin(world, args) {
      const node = world.nodes.get(noteOf(args).node);
      if (node !== undefined) sealBacking(world, node);
      return done();
    },
  }),
  abort: procedure<MonitorWorld, ActionArgs>(`roll back ${name}`, {
    begin(world, args) {
      const { node, overlay } = noteOf(args);
      const above = world.nodes.get(overlay);
      if (above !== undefined) takeOverlayAway(world, world.nodes.at(node), above);
      return done();
    },
  }),
  clean: procedure<MonitorWorld, ActionArgs>(`end ${name}`, {
    begin: (_world, args) => call(DRAIN_END, { nodes: [noteOf(args).node] }, 'end'),
    end(world, args) {
      // One that was made by name and is used by nobody goes again.
      dropIfUnused(world, world.nodes.get(noteOf(args).overlay));
      return done();
    },
  }),
});

function define(name: string, find: (world: MonitorWorld, data: Arguments) => Answer<Node>, overlayOf: Overlay): void {
  const prepare = procedure<MonitorWorld, ActionArgs>(`prepare ${name}`, {
    begin(world, args, frame) {
      const node = find(world, args.data);
      if (node.refusal !== undefined) return done({ note: NOTHING, refusal: node.refusal });
      frame.locals = { ...args, note: { node: node.value.id, overlay: NONE } };
      return call(DRAIN_BEGIN, { nodes: [node.value.id] }, 'flush');
    },
    flush(world, args) {
      if (lostItsNode(world, noteOf(args).node)) return done({ note: NOTHING });
      const node = world.nodes.at(noteOf(args).node);
      const refusal = opBlocked(world, node, 'snapshot');
      if (refusal !== undefined) return done({ note: args.note, refusal });
      return node.readOnly ? next('overlay') : call(FLUSH_NODE, { node: node.id }, 'flushed');
    },
    flushed(_world, args, frame) {
      if ((frame.result as number) >= 0) return next('overlay');
      return done({ note: args.note, refusal: refuse('An IO error has occurred').refusal });
    },
    overlay(world, args, frame) {
      if (lostItsNode(world, noteOf(args).node)) return done({ note: NOTHING });
      const node = world.nodes.at(noteOf(args).node);
      const overlay = overlayOf(world, node, args.data);
      if (overlay.refusal !== undefined) return done({ note: args.note, refusal: overlay.refusal });
      const refusal = overlayRefusal(world, node, overlay.value);
      if (refusal !== undefined) {
        // One that was opened for this is closed again.
        dropIfUnused(world, overlay.value);
        return done({ note: args.note, refusal });
      }
      putOverlay(world, node, overlay.value);
      frame.locals = { ...args, note: { node: node.id, overlay: overlay.value.id } satisfies Note };
      const isNew = args.data['snapshot-file'] !== undefined && args.data.mode !== 'existing';
      return isNew ? call(GRAPH_TOUCHED, { change: 'snapshot-image' }, 'put') : next('put');
    },
    put: (_world, { data }) =>
      data['snapshot-file'] === undefined
        ? next('above')
        : call(GRAPH_TOUCHED, { change: 'node-open', times: CHILD_TAKEN }, 'above'),
    above: () => call(GRAPH_TOUCHED, { change: 'snapshot-put' }, 'end'),
    end: (_world, args) => done({ note: args.note }),
  });
  defineAction({ name, grouped: false, prepare, ...ending(name) });
  defineCommand(name, (_world, data) => blocking(TRANSACTION, { actions: [{ type: name, data }], grouped: false }));
}

define('blockdev-snapshot', (world, data) => lookUp(world, data.node), named);
define('blockdev-snapshot-sync', (world, data) => lookUp(world, data.device, data['node-name'] ?? ''), made);

/** Nodes that clients make, change and remove (5.1). */
import { setIoThrottle } from '../../block/backend-throttle.ts';
import { openDrive } from '../../block/drive.ts';
import { driverNamed } from '../../block/driver.ts';
import { backendNamed, childrenOf, nodeNamed } from '../../block/graph.ts';
import { nodesInOrder } from '../../block/layer.ts';
import { blockResize, setWriteThreshold } from '../../block/node-commands.ts';
import { blocked, deleteNode, openNode } from '../../block/open.ts';
import type { Node } from '../../block/records.ts';
import { reopenNodes } from '../../block/reopen.ts';
import { GRAPH_TOUCHED } from '../../blockjob/graph-change.ts';
import { DRAIN_BEGIN, DRAIN_END } from '../../blockjob/node-drain.ts';
import { call, done, NONE, next, type Procedure, procedure } from '../../kernel/index.ts';
import { abortProcess } from '../../vm/run-state.ts';
import { type Arguments, blocking, defineCommand, type Reply } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { replyOf } from './job-control.ts';

interface Opening {
  readonly args: Arguments;
  readonly reply?: Reply;
  readonly child?: number;
}

const BLOCKDEV_ADD: Procedure<Opening> = procedure<MonitorWorld, Opening>('blockdev-add', {
  open(world, { args }, frame) {
    const { refusal, changes } = openNode(world, args, { root: true });
    frame.locals = { args, reply: replyOf(refusal), child: childOf(world, args) } satisfies Opening;
    return changes === 0 ? next('drain') : call(GRAPH_TOUCHED, { change: 'node-open', times: changes }, 'drain');
  },
  /** A job of the child is paused twice: looking at it takes so long that it has to be still. */
  drain: (_world, { child = NONE }) =>
    child === NONE ? next('end') : call(DRAIN_BEGIN, { nodes: [child] }, 'undrain'),
  undrain: (_world, { child = NONE }) => call(DRAIN_END, { nodes: [child] }, 'again'),
  again: (_world, { child = NONE }) => call(DRAIN_BEGIN, { nodes: [child] }, 'let go'),
  'let go': (_world, { child = NONE }) => call(DRAIN_END, { nodes: [child] }, 'end'),
  end: (_world, { reply = null }) => done(reply),
});

/** The node that becomes the child of a format or filter, if it is there already. */
function childOf(world: MonitorWorld, args: Arguments): number {
  const driver = driverNamed(String(args.driver));
  if (driver === undefined || driver.isProtocol || typeof args[driver.childOption ?? ''] !== 'string') return NONE;
  return nodeNamed(world, String(args[driver.childOption ?? '']))?.id ?? NONE;
}

defineCommand('blockdev-add', (world, args) =>
  world.profile.block.blockdevAdd === 'drive'
    ? replyOf(openDrive(world, args).refusal)
    : blocking(BLOCKDEV_ADD, { args }),
);

const BLOCKDEV_DEL: Procedure<Opening & { readonly gone?: number }> = procedure<
  MonitorWorld,
  Opening & { readonly gone?: number }
>('blockdev-del', {
  close(world, { args }, frame) {
    const before = nodesInOrder(world).length;
    const refusal = deleteNode(world, String(args['node-name']));
    frame.locals = { args, reply: replyOf(refusal), gone: before - nodesInOrder(world).length };
    return refusal === undefined ? call(GRAPH_TOUCHED, { change: 'node-close' }, 'inline') : next('end');
  },
  inline(_world, { gone = 1 }) {
    return gone === 1 ? next('end') : call(GRAPH_TOUCHED, { change: 'node-close-inline', times: gone - 1 }, 'end');
  },
  end: (_world, { reply = null }) => done(reply),
});

defineCommand('blockdev-del', (_world, args) => blocking(BLOCKDEV_DEL, { args }));

defineCommand('block-set-write-threshold', (world, args) => replyOf(setWriteThreshold(world, args)));

defineCommand('block_set_io_throttle', (world, args) => replyOf(setIoThrottle(world, args)));

interface Change {
  readonly what: 'block_resize' | 'blockdev-reopen';
  readonly args: Arguments;
  readonly nodes: readonly number[];
  readonly reply?: Reply;
}

const changes: Readonly<Record<Change['what'], (world: MonitorWorld, args: Arguments) => Reply>> = {
  block_resize: (world, args) => replyOf(blockResize(world, args)),
  'blockdev-reopen': (world, { options }) => replyOf(reopenNodes(world, options as readonly Arguments[])),
};

/** A change that nobody may be using the nodes for. */
const DRAINED_CHANGE: Procedure<Change> = procedure<MonitorWorld, Change>('drained change', {
  drain: (_world, { nodes }) => (nodes.length === 0 ? next('change') : call(DRAIN_BEGIN, { nodes }, 'change')),
  change(world, locals, frame) {
    frame.locals = { ...locals, reply: changes[locals.what](world, locals.args) };
    if (locals.nodes.length === 0) return next('undrain');
    if (locals.what === 'block_resize') return call(GRAPH_TOUCHED, { change: 'node-resize' }, 'undrain');
    return call(GRAPH_TOUCHED, { change: 'node-reopen' }, 'children');
  },
  children: (_world, { nodes }) =>
    nodes.length === 1
      ? next('undrain')
      : call(GRAPH_TOUCHED, { change: 'node-reopen-child', times: nodes.length - 1 }, 'undrain'),
  undrain: (_world, { nodes }) => call(DRAIN_END, { nodes }, 'end'),
  end: (_world, { reply = null }) => done(reply),
});

const withChildren = (world: MonitorWorld, node: Node): Node[] => [
  node,
  ...childrenOf(world, node).flatMap((child) => withChildren(world, child)),
];

defineCommand('block_resize', (world, args) => {
  const backend = args.device === undefined ? undefined : backendNamed(world, String(args.device));
  const node =
    backend === undefined ? nodeNamed(world, String(args['node-name'] ?? '')) : world.nodes.get(backend.root);
  return blocking(DRAINED_CHANGE, {
    what: 'block_resize',
    args,
    nodes: node === undefined || Number(args.size) < 0 || blocked(world, node) !== undefined ? [] : [node.id],
  });
});

defineCommand('blockdev-reopen', (world, args) => {
  // QEMU has a precondition here that clients can violate.
  if ((args.options as readonly unknown[]).length === 0)
    abortProcess(world, "bdrv_reopen_multiple: Assertion `bs_queue != NULL' failed.");
  const named = (args.options as readonly Arguments[]).map((options) =>
    nodeNamed(world, String(options['node-name'] ?? '')),
  );
  const found = named.filter((node) => node !== undefined);
  const nodes = found.length < named.length ? [] : found.flatMap((node) => withChildren(world, node));
  return blocking(DRAINED_CHANGE, { what: 'blockdev-reopen', args, nodes: nodes.map(({ id }) => id) });
});

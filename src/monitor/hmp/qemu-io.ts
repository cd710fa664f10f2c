/**
 * `qemu-io`: I/O of a tool, past the device: no policy, no BLOCK_IO_ERROR (4.6), and the breakpoints of blkdebug (4.1).
 * What the tool prints goes to the process's own output, so clients see nothing of it.
 */
import { release, submitFromCoroutine } from '../../block/backend.ts';
import { clearBreakpoint, resumeBreakpoint, setBreakpoint, WAIT_BREAK } from '../../block/breakpoints.ts';
import { DRAIN_BACKEND } from '../../block/drain.ts';
import { FUA, MAY_UNMAP, PENDING } from '../../block/driver.ts';
import { empty, pattern, write } from '../../block/extents.ts';
import { addBackend, backendNamed, backendOfDevice, nodeNamed, removeBackend } from '../../block/graph.ts';
import { ALL, CONSISTENT_READ, setPermissions, WRITE } from '../../block/permissions.ts';
import type { Backend, Operation } from '../../block/records.ts';
import {
  armTimer,
  call,
  done,
  handler,
  MILLISECOND,
  mainContext,
  NONE,
  next,
  now,
  type Procedure,
  poll,
  procedure,
  type Outcome as StepOutcome,
} from '../../kernel/index.ts';
import { refuse } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { defineHumanCommand, type Outcome, showing } from './command.ts';
import { readToolCommand, type ToolCommand } from './tool-command.ts';

defineHumanCommand('qemu-io', 'qdev:-d,device:B,command:s', (world, { qdev, device, command }): Outcome => {
  const name = String(device);
  const own = qdev === true ? backendOfDevice(world, name) : backendNamed(world, name);
  if (qdev === true && own === undefined) return refuse(`Device '${name}' not found`);
  const node = own === undefined ? nodeNamed(world, name) : undefined;
  if (own === undefined && node === undefined) return refuse(`Cannot find device='' nor node-name='${name}'`);
  const read = readToolCommand(String(command));
  // What the tool does not know it complains of elsewhere.
  if (read === undefined) return '';
  const backend = own ?? addBackend(world, { root: node?.id ?? NONE, user: 'tool' });
  return showing(QEMU_IO, { backend: backend.id, isOwn: own !== undefined, command: read });
});

interface Tool {
  readonly backend: number;
  /** the backend was there before, and stays */
  readonly isOwn: boolean;
  readonly command: ToolCommand;
  readonly text?: string;
}

const QEMU_IO: Procedure<Tool> = procedure<MonitorWorld, Tool>('qemu-io', {
  begin(world, locals, frame) {
    const backend = world.backends.at(locals.backend);
    const { command } = locals;
    const needed = command.kind === 'io' ? neededPermissions(command.op) : 0;
    const conflict =
      needed === 0 || backend.root === NONE
        ? undefined
        : setPermissions(world, backend, backend.perm | needed, locals.isOwn ? backend.shared : ALL);
    if (conflict !== undefined) {
      frame.locals = { ...locals, text: `${conflict.desc}\n` };
      return next('end');
    }
    return perform(world, backend, command);
  },
  wait: (world, { backend }, frame) => (world.backends.at(backend).toolBusy ? poll('wait') : end(frame)),
  // A backend of its own is let go of, for which everything in flight has to end.
  end: (_world, { backend, isOwn }) => (isOwn ? next('done') : call(DRAIN_BACKEND, { backend }, 'release')),
  release(world, { backend }) {
    removeBackend(world, world.backends.at(backend));
    return next('done');
  },
  done: (_world, { text = '' }) => done(text),
});

const end = (_frame: unknown): StepOutcome => next('end');

const neededPermissions = (op: Operation): number =>
  op === 'read' ? CONSISTENT_READ : op === 'flush' ? 0 : CONSISTENT_READ | WRITE;

function perform(world: MonitorWorld, backend: Backend, command: ToolCommand): StepOutcome {
  const root = world.nodes.get(backend.root);
  switch (command.kind) {
    case 'io':
      return startIo(world, backend, command);
    case 'sleep':
      backend.toolBusy = true;
      armTimer(world, mainContext(world), now(world) + command.milliseconds * MILLISECOND, TOOL_DONE, backend.id);
      return next('wait');
    case 'wait_break':
      return root === undefined ? next('end') : call(WAIT_BREAK, { node: root.id, tag: command.tag }, 'end');
    default:
      if (root === undefined) return next('end');
      if (command.kind === 'break') setBreakpoint(world, root, command.event, command.tag);
      else if (command.kind === 'resume') resumeBreakpoint(world, root, command.tag);
      else clearBreakpoint(world, root, command.tag);
      return next('end');
  }
}

/** Starts a request; one with `aio_` before its name is not waited for. */
function startIo(world: MonitorWorld, backend: Backend, command: ToolCommand & { readonly kind: 'io' }): StepOutcome {
  const { op, offset, bytes, waits } = command;
  const content = op === 'write' ? write(empty(), offset, bytes, pattern(command.pattern)) : null;
  const flags = (command.fua ? FUA : 0) | (command.unmap ? MAY_UNMAP : 0);
  const request = { op, offset, bytes, flags, content };
  const { io, ret } = submitFromCoroutine(world, backend, request, waits ? TOOL_DONE : LEFT_ALONE, backend.id);
  if (ret !== PENDING) {
    release(world, io);
    return next('end');
  }
  backend.toolBusy = waits;
  return waits ? next('wait') : next('end');
}

const TOOL_DONE = handler<MonitorWorld>('qemu-io request done', (world, backend) => {
  world.backends.at(backend).toolBusy = false;
});
const LEFT_ALONE = handler<MonitorWorld>('qemu-io request done by itself', () => {});

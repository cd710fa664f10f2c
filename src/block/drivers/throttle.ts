/** throttle: a filter whose requests obey the limits of a throttle group, flushes apart (4.3). */
import { NONE } from '../../kernel/index.ts';
import { defineDriver, driverOf, PENDING } from '../driver.ts';
import { submitChild } from '../io.ts';
import { inheritedLimits } from '../records.ts';
import {
  disableLimits,
  enableLimits,
  groupNamed,
  groupOf,
  joinGroup,
  leaveGroup,
  memberAt,
  mustWait,
} from '../throttle-group.ts';

defineDriver({
  name: 'throttle',
  isFilter: true,
  isProtocol: false,
  discards: true,
  zeroes: true,
  childOption: 'file',
  strong: ['throttle-group'],
  open(world, node, options) {
    const name = String(options['throttle-group']);
    if (groupNamed(world, name) === undefined) return `Throttle group '${name}' does not exist`;
    const child = world.nodes.at(node.primary);
    node.size = child.size;
    node.maxTransfer = child.maxTransfer;
    node.limits = inheritedLimits(child);
    node.stateId = joinGroup(world, name, NONE).id;
    return undefined;
  },
  changeable: ['throttle-group'],
  reopen(world, node, options) {
    const name = String(options['throttle-group']);
    if (groupNamed(world, name) === undefined) return `Throttle group '${name}' does not exist`;
    const member = memberAt(world, node.stateId);
    if (groupOf(world, member).name === name) return undefined;
    leaveGroup(world, member);
    node.stateId = joinGroup(world, name, NONE).id;
    if (node.quiesce > 0) disableLimits(world, memberAt(world, node.stateId));
    return undefined;
  },
  close(world, node) {
    if (node.stateId !== NONE) leaveGroup(world, memberAt(world, node.stateId));
    node.stateId = NONE;
  },
  submit(world, node, io) {
    if (mustWait(world, memberAt(world, node.stateId), io)) return PENDING;
    return submitChild(world, io, node.primary);
  },
  drainBegin: (world, node) => disableLimits(world, memberAt(world, node.stateId)),
  drainEnd: (world, node) => enableLimits(memberAt(world, node.stateId)),
  fua(world, node): boolean {
    const child = world.nodes.at(node.primary);
    return driverOf(child).fua?.(world, child) === true;
  },
});

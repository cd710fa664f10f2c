/** Commands that keep a node quiet while they wait, and lose it to a job that ends meanwhile. */
import { abortProcess } from '../../vm/run-state.ts';
import type { MonitorWorld } from '../world.ts';

/**
 * Whether a job that ended while a command waited has taken its own filter away, which is the node the command is
 * about. QEMU goes on with the node that is gone, and dies of it: of this assertion most times, on 7.2.22 also of a
 * segmentation fault, and now and then it gets away with it (seen on 7.2.22, 10.0.2, 10.0.13, 11.1.3).
 */
export function lostItsNode(world: MonitorWorld, node: number): boolean {
  if (world.nodes.get(node) !== undefined) return false;
  abortProcess(world, "bdrv_do_drained_end: Assertion `bs->quiesce_counter > 0' failed.");
  return true;
}

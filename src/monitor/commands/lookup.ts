/** What commands of jobs find by name (5.2). */
import { backendNamed, nodeNamed } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, refuse } from '../../block/refusal.ts';
import type { MonitorWorld } from '../world.ts';

/** A backend's root or a node; `device` may be undefined where only a node will do. */
export function lookUp(world: MonitorWorld, device: unknown, name: unknown = device): Answer<Node> {
  const backend = device === undefined ? undefined : backendNamed(world, String(device));
  if (backend !== undefined) {
    const root = world.nodes.get(backend.root);
    return root === undefined ? refuse(`Device '${backend.name}' has no medium`) : answer(root);
  }
  const node = nodeNamed(world, String(name ?? ''));
  if (node !== undefined) return answer(node);
  return refuse(`Cannot find device='${String(device ?? '')}' nor node-name='${String(name ?? '')}'`);
}

/** Only a node. */
export const lookUpNode = (world: MonitorWorld, name: unknown): Answer<Node> => lookUp(world, undefined, name);

export const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
export const count = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
export const yes = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** The arguments that every job that starts takes. */
export const jobArguments = (args: Readonly<Record<string, unknown>>) => ({
  name: text(args['job-id']),
  speed: count(args.speed),
  autoFinalize: yes(args['auto-finalize']),
  autoDismiss: yes(args['auto-dismiss']),
});

/** The nodes that a job refers to: drains of them pause it, and others are kept off them (1.1, 1.12). */
import { edgeOfJob, noteEdge } from '../block/graph.ts';
import { ALL, permissionConflict } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import type { Refusal } from '../block/refusal.ts';
import type { Edge, Job } from './records.ts';
import type { JobWorld } from './world.ts';

/** What a job calls a node, and the permissions it takes and leaves there (5.2); by default none and all. */
export interface EdgeUse {
  readonly child: string;
  readonly perm?: number;
  readonly shared?: number;
}

/** Refers to a node from now on; a node that is drained already pauses the job. @returns whom it is in the way of */
export function addEdge(world: JobWorld, job: Job, node: Node, use: EdgeUse): Refusal | undefined {
  const { child, perm = 0, shared = ALL } = use;
  const reason = `block device is in use by block job: ${job.type}`;
  const taken = { who: `${job.type} job '${job.name}'`, child, perm, shared };
  job.edges = [{ node: node.id }, ...job.edges];
  node.blockers = [{ reason, owner: job.id, use: taken }, ...node.blockers];
  noteEdge(world, edgeOfJob(job.id, node.id), true);
  if (node.quiesce > 0) job.pauseCount++;
  return permissionConflict(world, node);
}

/** Lets go of every node. @returns those nodes */
export function releaseEdges(world: JobWorld, job: Job): Node[] {
  const edges = job.edges;
  job.edges = [];
  return edges.flatMap((edge) => dropEdge(world, job, edge));
}

function dropEdge(world: JobWorld, job: Job, edge: Edge): Node[] {
  const node = world.nodes.get(edge.node);
  if (node === undefined) return [];
  node.blockers = node.blockers.filter((blocker) => blocker.owner !== job.id);
  noteEdge(world, edgeOfJob(job.id, node.id), false);
  if (node.quiesce > 0 && job.pauseCount > 0) job.pauseCount--;
  return [node];
}

/** A node goes: no job refers to it any more. */
export function forgetNode(world: JobWorld, node: Node): void {
  for (const job of world.jobs) {
    const gone = job.edges.filter((edge) => edge.node === node.id);
    if (gone.length === 0) continue;
    job.edges = job.edges.filter((edge) => edge.node !== node.id);
    for (const edge of gone) dropEdge(world, job, edge);
  }
}

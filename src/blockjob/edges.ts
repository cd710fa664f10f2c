/** The nodes that a job refers to: drains of them pause it, and others are kept off them (1.1, 1.12). */
import type { Node } from '../block/records.ts';
import type { Edge, Job } from './records.ts';
import type { JobWorld } from './world.ts';

/** Refers to a node from now on; a node that is drained already pauses the job. */
export function addEdge(_world: JobWorld, job: Job, node: Node, silent = false): void {
  job.edges = [{ node: node.id, silent }, ...job.edges];
  if (!silent)
    node.blockers = [{ reason: `block device is in use by block job: ${job.type}`, owner: job.id }, ...node.blockers];
  if (node.quiesce > 0) job.pauseCount++;
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

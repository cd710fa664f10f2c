/** The world as the block layer sees it. */
import type { Bus, KernelWorld, Table } from '../kernel/index.ts';
import type { Profile } from '../profile/index.ts';
import type { Accounting, Backend, Io, Node } from './records.ts';

export interface BlockWorld extends KernelWorld {
  readonly profile: Profile;
  readonly bus: Bus<BlockFacts>;
  readonly nodes: Table<Node>;
  readonly backends: Table<Backend>;
  readonly ios: Table<Io>;
  readonly accounts: Table<Accounting>;
  /** Whoever else holds nodes still while they are drained: jobs, asked and told by id of the node. */
  readonly drainParticipants: readonly DrainParticipant[];
}

/** A user of nodes that is neither a node nor a backend. */
export interface DrainParticipant {
  begin(nodeId: number): void;
  end(nodeId: number): void;
  /** whether it still has something going on that a drain of the node waits for */
  busy(nodeId: number): boolean;
}

export type ErrorAction = 'ignore' | 'report' | 'stop';

export interface BlockFacts {
  /** A guest request failed and its device's policy has decided (1.4). */
  'block-io-error': {
    readonly backend: number;
    readonly operation: 'read' | 'write';
    readonly action: ErrorAction;
    readonly errno: number;
  };
  /** A write passed a node's threshold, which is now off (4.4). */
  'write-threshold-exceeded': { readonly node: number; readonly threshold: number; readonly exceeded: number };
  /** A backend's io-status has changed. */
  'io-status-changed': { readonly backend: number };
  /** A qcow2 image was found corrupt (4.4). */
  'image-corrupted': {
    readonly node: number;
    readonly message: string;
    readonly offset?: number;
    readonly size?: number;
    readonly fatal: boolean;
  };
  /** A request at a node has finished; said only if anybody listens. */
  'io-finished': { readonly io: number; readonly ret: number };
}

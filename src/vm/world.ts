/** The world as the machine sees it. */
import type { BlockFacts, BlockWorld } from '../block/world.ts';
import type { Bus, Procedure, Table } from '../kernel/index.ts';
import type { Cause, Device, GuestRequest, GuestStatus, RunState, Vm } from './records.ts';

export interface VmWorld extends BlockWorld {
  readonly bus: Bus<VmFacts & BlockFacts>;
  readonly vm: Vm;
  readonly devices: Table<Device>;
  readonly guestRequests: Table<GuestRequest>;
  /** What else ends with the process, after the VM was stopped: jobs. Run in order, each to its end. */
  readonly terminators: readonly Procedure<null>[];
  /** What a drive's device takes with it when it goes: the jobs on that drive (3.4). */
  readonly driveUnplugged: Procedure<{ readonly backend: number }>;
  /** Resets what `cont` resets beside backends: the io-status of jobs. */
  resetJobStatus(): void;
}

export interface VmFacts {
  'run-state-changed': { readonly from: RunState; readonly to: RunState };
  /** The client is told STOP. */
  'vm-stopped': { readonly state: RunState };
  /** The client is told RESUME. */
  'vm-resumed': null;
  'vm-reset': { readonly cause: Cause };
  'vm-shutdown': { readonly cause: Cause };
  'vm-powerdown': null;
  'vm-suspended': null;
  'vm-woken': null;
  /** The process is gone. */
  'process-exited': null;
  /** The process has crashed on an assertion; the text is what it printed. */
  'process-aborted': { readonly message: string };
  'stop-requested': { readonly state: RunState };
  'guest-submitted': { readonly request: number };
  'guest-completed': { readonly request: number; readonly status: GuestStatus; readonly detail: string };
  'guest-parked': { readonly request: number };
  /** A kept request goes down again. */
  'guest-retried': { readonly request: number };
  /** A reset or unplug dropped a kept request without telling the guest. */
  'guest-dropped': { readonly request: number };
  'tray-moved': { readonly backend: number; readonly open: boolean };
  'device-deleted': { readonly id: string; readonly path: string };
}

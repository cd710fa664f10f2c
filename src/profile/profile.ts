/**
 * What a QEMU version does differently, as data. Code asks the profile for a behaviour, never for a version number.
 * Each profile is an object composed from the one before it; see the neighbouring files.
 */
import type { SchemaName } from './recorded.ts';

/** One QEMU version or patch. */
export interface Profile {
  readonly name: string;
  /** what it is and where it comes from, in a sentence */
  readonly story: string;
  readonly version: { readonly major: number; readonly minor: number; readonly micro: number };
  readonly events: EventBehaviour;
  readonly run: RunBehaviour;
  readonly device: DeviceBehaviour;
  readonly block: BlockBehaviour;
  readonly job: JobBehaviour;
  readonly wire: WireBehaviour;
}

export interface EventBehaviour {
  /** none: 1.1 (no throttling code); per-type: 1.2 to 2.4 (5.2); keyed: since 2.5 (5.1) */
  readonly throttle: 'none' | 'per-type' | 'keyed';
  /** events of a rate of 1000 ms beside BLOCK_IO_ERROR (T-3) */
  readonly throttled: readonly string[];
  /** whether BLOCK_IO_ERROR is rate-limited, and for which actions (5.3) */
  readonly blockIoError: 'unlimited' | 'all-actions' | 'all-but-stop';
  /** T-4; `stop-never-equal`: the defect of 5.4 */
  readonly equality: 'by-key' | 'stop-never-equal';
  /** members of BLOCK_IO_ERROR beyond device, operation, action (section 7) */
  readonly ioErrorMembers: readonly ('nospace' | 'node-name' | 'qom-path' | 'reason' | 'error-details')[];
  /** SHUTDOWN and RESET carry `guest` and `reason` */
  readonly shutdownReason: boolean;
}

export interface RunBehaviour {
  /** latch: the vmstop slot; inside-completion: 1.1 and 1.2 */
  readonly stopOnError: 'latch' | 'inside-completion';
  /** where STOP falls in the stop procedure */
  readonly stopAnnounced: 'before-drain' | 'after-drain';
  /** a stop of a VM that is not live still drains and flushes */
  readonly idleStopDrains: boolean;
  /** RESUME before the handlers, or last */
  readonly resumeAnnounced: 'before-handlers' | 'after-handlers';
  /** STOP and RESUME as a pair when cont meets a filled slot */
  readonly racingContPair: boolean;
  /** */
  readonly contResetsIoStatus: 'named' | 'all';
  /** */
  readonly contResetsJobIoStatus: 'no' | 'with-device' | 'all-jobs';
  /** 1.4: system_reset of a stopped VM leads to prelaunch, or only leaves the states that need a reset */
  readonly resetLeadsTo: 'prelaunch' | 'paused-if-needed';
  /** states in which a stop does something */
  readonly live: readonly string[];
  /** which transition table (1.2): the edges marked there are present */
  readonly transitions: '2.1' | '7.2' | '10.0';
  readonly singlestepInStatus: boolean;
  /** SCSI, virtio-blk drain inside their stop handler, before STOP */
  readonly stopHandlerDrains: readonly ('virtio-blk' | 'virtio-scsi')[];
  /** R-27, L-9: each virtio-blk device's start and stop handler drains everything */
  readonly virtioHandlersDrainAll: boolean;
  /** forward by depth when starting and backward when stopping, or the newest first in both directions */
  readonly changeHandlers: 'by-depth' | 'newest-first';
}

export interface DeviceBehaviour {
  /** kicks go through an eventfd to the main context (8.2 on), or are handled where they are made */
  readonly kick: 'notifier' | 'direct';
  /** the same for PCI devices, which have eventfds without KVM too (before 8.2) */
  readonly pciKick: 'notifier' | 'direct';
  /** 3.1: order in which virtio-blk hands parked requests back */
  readonly virtioBlkRetry: 'newest-first' | 'oldest-first';
  /** 3.2: the same for scsi-hd */
  readonly scsiRetry: 'newest-first' | 'oldest-first';
  readonly virtioBlkDiscard: boolean;
  /** rerror and werror are properties of devices (2.7 on) */
  readonly errorPolicyProperties: boolean;
  /** text for a property of the wrong JSON type in device_add (1.2) */
  readonly propertyTypeText: 'value' | 'type';
  /** what device_add says of an id that is not an identifier (5.3) */
  readonly badId: 'expects-identifier' | 'accepted' | 'invalid-qdev-id';
  /** how long an unplugged device's drive stays in use, in milliseconds (3.4) */
  readonly unplugGrace: number;
  /** iothreads have the property poll-weight, and new defaults beside it */
  readonly iothreadPollWeight: boolean;
}

export interface BlockBehaviour {
  /** first-error: 1.5; severity: ok < nospace < failed, only ever raised (the RFC of 2012) */
  readonly ioStatusRule: 'first-error' | 'severity';
  /** set before the event, or after the stop */
  readonly ioStatusSet: 'before-event' | 'after-stop';
  /** an injected error 0 is consumed and delays, or passes and shadows (4.1) */
  readonly blkdebugErrnoZero: 'passes' | 'consumed';
  readonly blkdebugDelay: boolean;
  /** failed operations have counters of their own (2.5 on), or count as done */
  readonly failedStatistics: boolean;
  readonly zoneStatistics: boolean;
  /** members of query-block and query-named-block-nodes (section 6) */
  readonly nodeInfo: readonly ('active' | 'children' | 'limits' | 'file-specific')[];
  /** drives need a name (before node names): every device has a named backend */
  readonly anonymousBackends: boolean;
  /**
   * What the flush of a stop reaches beside the nodes under a backend. 10.0.2 and 10.0.13 leave out nodes that
   * only the monitor holds: seen on the binaries, where such a node's own flush takes time in 7.2.22 and 11.1.3 alone.
   */
  readonly flushAllReaches: 'monitor-nodes-too' | 'backend-roots';
  /** `file` passes FUA on, or the block layer flushes after the write (2.5) */
  readonly fileFua: boolean;
  /** before it copies around a write, qcow2 asks the host for holes of the backing file, or takes them for data */
  readonly cowZeroCheck: 'quick' | 'thorough';
  /** what a blkdebug `config` that cannot be read is called (4.1) */
  readonly blkdebugConfigUnreadable: 'config' | 'path';
  /** how block_resize names what is busy (5.2) */
  readonly resizeBusy: 'device' | 'node';
  /** blockdev-add has one argument, `options`, and makes a drive with an id (2.2) */
  readonly blockdevAdd: 'node' | 'drive';
  /** what object-del says of a throttle group in use (4.3) */
  readonly throttleGroupInUse: 'object' | 'group';
}

/** A place in an operation where the block graph changes; `-start`: before the job exists, `-started`: after. */
export type GraphChange =
  | 'stream-start'
  | 'stream-create'
  | 'stream-started'
  | 'stream-end'
  | 'stream-drop-filter'
  | 'stream-set-backing'
  | 'stream-free'
  | 'mirror-context'
  | 'mirror-start'
  | 'mirror-create'
  | 'mirror-started'
  | 'mirror-drop-target'
  | 'mirror-replace'
  | 'mirror-release'
  | 'mirror-drop-filter'
  | 'backup-context'
  | 'backup-start'
  | 'backup-create'
  | 'backup-started'
  | 'backup-release'
  | 'backup-drop-filter'
  | 'commit-start'
  | 'commit-create'
  | 'commit-started'
  | 'commit-drop-layers'
  | 'commit-release'
  | 'commit-drop-filter'
  | 'commit-close'
  | 'job-free'
  | 'node-open'
  | 'node-close'
  | 'node-close-inline'
  | 'backend-gone'
  | 'node-resize'
  | 'node-reopen'
  | 'node-reopen-child'
  | 'snapshot-image'
  | 'snapshot-put';

export interface JobBehaviour {
  /** jobs have error policies, BLOCK_JOB_ERROR and an io-status (1.3 on); before, an error just ends them */
  readonly errors: boolean;
  /** a job has the name of its device, which has at most one, and is found by it alone; or an id of its own (2.7 on) */
  readonly ids: 'device' | 'own';
  /** how a start is refused while the device has a job, where it can have one only */
  readonly inUse: 'in-use' | 'busy';
  /** how a command about a job that is not there is refused */
  readonly unknownJob: 'not-activated' | 'no-active-job' | 'not-found';
  /** members of query-block-jobs beyond type, device, len, offset and speed */
  readonly info: readonly ('pause' | 'ready' | 'status')[];
  /** what `stop` and `enospc` ask of the source's device (3.3): an enabled io-status, or both policies that stop */
  readonly stopNeeds: 'nothing' | 'io-status' | 'both-policies';
  /** whose io-status an error at the target sets (3.2) */
  readonly targetErrorSets: 'job' | 'job-and-target' | 'target';
  /** the last event of a job that has reported an error */
  readonly reportEnds: 'completed' | 'cancelled';
  /** commit obeys the policies as the others do (2.7 on), or only ends or tries again, without a word */
  readonly commitErrors: 'common' | 'own';
  /** the active layer can be committed (2.0 on) */
  readonly activeCommit: boolean;
  /** pausing a paused job, and resuming one that is not paused (2.12) */
  readonly repeatedPause: 'accepted' | 'refused';
  /** what force does to a mirror that is ready: nothing more than a soft cancel, before 2.12 */
  readonly forceWhenReady: 'completes' | 'aborts';
  /** after which errors a mirror that is ready goes back to work, and tells BLOCK_JOB_READY again (section 6) */
  readonly readyAgain: 'never' | 'after-target-errors' | 'after-errors';
  /** block-job-complete is taken while the job is paused (6.0 on) */
  readonly completeWhilePaused: boolean;
  /** JOB_STATUS_CHANGE and BLOCK_JOB_PENDING are told (3.0 on) */
  readonly statusEvents: boolean;
  /** how often each change of the graph takes the lock that drains everything (1.12); absent: never */
  readonly graphChanges: Readonly<Partial<Record<GraphChange, number>>>;
  /** what taking the lock waits for; with `requests` those it has paused go on before it is given back */
  readonly graphLockWaits: 'requests' | 'jobs';
  /** the drained section in which a quit cancels jobs: none, from after the VM's stop on, or around that too */
  readonly quitDrains: 'no' | 'after-stop' | 'around-stop';
  /** a rate-limit sleep lasts even if the job is woken early (8.1 on) */
  readonly strictRateLimit: boolean;
  /** order in which a transaction starts its jobs, and when it refuses grouped actions (8.1) */
  readonly transactionStart: 'action-order' | 'reverse';
  readonly groupedCheck: 'per-action' | 'early';
  readonly activelySynced: boolean;
  readonly change: boolean;
  /** 10.1: probes the target for zeroes and skips zero writes */
  readonly mirrorZeroSkipping: boolean;
  readonly onCbwError: boolean;
  /** blockdev-create finds its nodes a turn of the loop later */
  readonly createLooksUpInLoop: boolean;
  readonly commitWritesZeroes: boolean;
}

export interface WireBehaviour {
  /** capabilities of the greeting (M-1) */
  readonly capabilities: readonly string[];
  readonly package: string;
  /** parse errors carry line and column, and newer wording (4.3) */
  readonly jsonErrors: 'classic' | 'positions';
  /** before negotiation (M-3) */
  readonly negotiationTexts: 'expecting' | 'not-found';
  /** errors carry a `data` member and a class each (1.1) */
  readonly errorData: boolean;
  /** a command's function and its response are separate turns of the loop (L-6), or one */
  readonly dispatch: 'coroutine' | 'direct';
  /** query-events exists */
  readonly queryEvents: boolean;
  /** which recorded schema the commands are checked against */
  readonly schema: SchemaName;
  /** the machine types of that schema, or those of older releases too */
  readonly machineTypes: 'recorded' | 'older-too';
  /** the command line's refusal of a machine type says which */
  readonly unknownMachineNamed: boolean;
  /** commands of that schema which came later than this version */
  readonly missingCommands: readonly string[];
  /** the arguments of commands that have got more since */
  readonly fewerArguments: Readonly<Record<string, readonly string[]>>;
  /** what migrate-pause says it needs */
  readonly migratePauseNamesRecover: boolean;
  /** what device_del says of an object that is none */
  readonly notADevice: 'device' | 'hotpluggable device';
  /** containers at the root of the object tree beside machine, objects and chardevs */
  readonly rootContainers: readonly string[];
  /** monitors are among /objects */
  readonly monitorsAreObjects: boolean;
  /** query-cpus-fast tells the type of a CPU */
  readonly cpuTypeTold: boolean;
  /** what `balloon` calls its size when it refuses it */
  readonly balloonSize: 'target' | 'value';
  /** query-dirty-rate tells the unit of its time */
  readonly dirtyRateUnit: boolean;
  /** info blockstats prints a table for each backend */
  readonly blockStatsTable: boolean;
  /** `Error: ` before what drive_del says (4.6) */
  readonly hmpErrorPrefix: 'some' | 'all';
}

/** When commands and arguments came, for the versions whose schemas were not recorded. */

/** Came in 1.2 and 1.3. */
const SINCE_1_3: readonly string[] = [
  'add-fd',
  'block-commit',
  'block-job-complete',
  'block-job-pause',
  'block-job-resume',
  'device-list-properties',
  'drive-mirror',
  'dump-guest-memory',
  'migrate-set-capabilities',
  'nbd-server-add',
  'nbd-server-start',
  'nbd-server-stop',
  'query-cpu-definitions',
  'query-fdsets',
  'query-machines',
  'query-migrate-capabilities',
  'query-target',
  'remove-fd',
  'send-key',
];

/** Came in 1.4 to 2.2. */
const SINCE_2_2: readonly string[] = [
  'blockdev-add',
  'blockdev-snapshot-delete-internal-sync',
  'blockdev-snapshot-internal-sync',
  'change-backing-file',
  'chardev-add',
  'chardev-remove',
  'drive-backup',
  'object-add',
  'object-del',
  'query-acpi-ospm-status',
  'query-command-line-options',
  'query-iothreads',
  'query-memdev',
  'query-memory-devices',
  'query-named-block-nodes',
  'query-rx-filter',
  'ringbuf-read',
  'ringbuf-write',
  'rtc-reset-reinjection',
  'trace-event-get-state',
  'trace-event-set-state',
];

/** Came after 2.2. */
const SINCE: readonly string[] = [
  'block-dirty-bitmap-add',
  'block-dirty-bitmap-clear',
  'block-dirty-bitmap-disable',
  'block-dirty-bitmap-enable',
  'block-dirty-bitmap-merge',
  'block-dirty-bitmap-remove',
  'block-export-add',
  'block-export-del',
  'block-job-dismiss',
  'block-job-finalize',
  'block-latency-histogram-set',
  'block-set-write-threshold',
  'blockdev-backup',
  'blockdev-change-medium',
  'blockdev-close-tray',
  'blockdev-create',
  'blockdev-del',
  'blockdev-insert-medium',
  'blockdev-mirror',
  'blockdev-open-tray',
  'blockdev-remove-medium',
  'blockdev-reopen',
  'blockdev-snapshot',
  'job-cancel',
  'job-complete',
  'job-dismiss',
  'job-finalize',
  'job-pause',
  'job-resume',
  'migrate-pause',
  'migrate-recover',
  'nbd-server-remove',
  'qom-list-properties',
  'query-block-exports',
  'query-cpu-model-expansion',
  'query-cpus-fast',
  'query-current-machine',
  'query-hotpluggable-cpus',
  'query-jobs',
  'query-memory-size-summary',
  'query-qmp-schema',
  'query-yank',
  'set-action',
  'watchdog-set-action',
  'x-blockdev-change',
  'x-blockdev-set-iothread',
  'yank',
];

/** What each version has not, of the commands of 7.2. */
export const MISSING_IN_2_2: readonly string[] = SINCE;
export const MISSING_IN_1_3: readonly string[] = [...SINCE_2_2, ...SINCE];
export const MISSING_IN_1_1: readonly string[] = [...SINCE_1_3, ...SINCE_2_2, ...SINCE];

export const ARGUMENTS_OF_1_1: Readonly<Record<string, readonly string[]>> = {
  'block-stream': ['device', 'base', 'speed'],
  'block-job-cancel': ['device'],
  'block-job-set-speed': ['device', 'speed'],
  transaction: ['actions'],
};

export const ARGUMENTS_OF_1_3: Readonly<Record<string, readonly string[]>> = {
  ...ARGUMENTS_OF_1_1,
  'block-stream': ['device', 'base', 'speed', 'on-error'],
  'block-job-cancel': ['device', 'force'],
  // Its policy could not be given: always report.
  'block-commit': ['device', 'base', 'top', 'speed'],
  'drive-mirror': ['device', 'target', 'format', 'sync', 'mode', 'speed', 'on-source-error', 'on-target-error'],
};

export const ARGUMENTS_OF_2_2: Readonly<Record<string, readonly string[]>> = {
  ...ARGUMENTS_OF_1_3,
  'block-stream': ['device', 'base', 'backing-file', 'speed', 'on-error'],
  'block-commit': ['device', 'base', 'top', 'backing-file', 'speed'],
  'drive-mirror': [...(ARGUMENTS_OF_1_3['drive-mirror'] ?? []), 'node-name', 'replaces', 'granularity', 'buf-size'],
  'drive-backup': ['device', 'target', 'sync', 'format', 'mode', 'speed', 'on-source-error', 'on-target-error'],
};

/** Every kind of job and of record that jobs need; importing this registers them all. */
import type { RecordKind } from '../kernel/index.ts';
import { BackupJob } from './backup.ts';
import { CommitJob } from './commit.ts';
import { CopyCall, CopyState, CopyTask } from './copy-records.ts';
import { CreateJob } from './create.ts';
import { MirrorJob, MirrorOp } from './mirror-records.ts';
import { Job, JobGroup, JobLayer } from './records.ts';
import { StreamJob } from './stream.ts';

/** For dumps. */
export const jobKinds: readonly RecordKind[] = [
  Job,
  JobGroup,
  JobLayer,
  BackupJob,
  CommitJob,
  CopyCall,
  CopyState,
  CopyTask,
  CreateJob,
  MirrorJob,
  MirrorOp,
  StreamJob,
];

/** Every command family; importing this registers them all. */
import './block-stream.ts';
import './job-control.ts';
import './run.ts';

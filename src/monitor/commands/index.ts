/** Every command family; importing this registers them all. */
import './actions.ts';
import './block-queries.ts';
import './backup.ts';
import './block-stream.ts';
import './devices.ts';
import './environment.ts';
import './identity.ts';
import './job-control.ts';
import './mirror.ts';
import './negotiation.ts';
import './nodes.ts';
import './objects.ts';
import './out-of-band.ts';
import './qom.ts';
import './run.ts';
import './transaction.ts';

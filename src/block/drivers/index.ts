/** Every driver; importing this registers them all. */
import './blkdebug.ts';
import './copy-on-read.ts';
import './file.ts';
import './null.ts';
import './qcow2.ts';
import './raw.ts';
import './throttle.ts';

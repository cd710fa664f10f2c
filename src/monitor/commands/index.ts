/** Every command family; importing this registers them all. */
import './run.ts';

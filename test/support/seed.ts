/** Random tests draw the same examples each time; set BLOCKSIM_SEED to draw others, and then keep what they find. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.BLOCKSIM_SEED ?? 20_260_301) });

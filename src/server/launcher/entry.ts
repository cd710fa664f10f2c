/** The program `blocksim-qemu`. */
import { launch } from './main.ts';

process.exitCode = await launch(process.argv.slice(2), {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  pid: process.pid,
});
// Connections that nobody closes must not keep an ended machine's process.
setTimeout(() => process.exit(), 1000).unref();

// Tests start the command line as a user does, from dist/: build it again when a source is newer.
import { buildBundles, isStale } from '../../scripts/build.mjs';

export async function setup() {
  if (!isStale()) return;
  try {
    await buildBundles();
  } catch (error) {
    // dist/cli.js is gone now, so exactly the tests that need it fail; the others still have something to say.
    console.error(`The command line cannot be built: ${error.message}`);
  }
}

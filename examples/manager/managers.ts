/**
 * Two managers of virtual machines, cut down to what they do about a paused guest. Both are functions from what they
 * receive to what they send; around them a real manager has its sockets and its database.
 */
import type { Manager } from 'blocksim/testing';

const cont = { execute: 'cont' };
const queryStatus = { execute: 'query-status', id: 'why' };

/** Believes events: what stops with an I/O error is resumed at once, what stops without is somebody else's business. */
export function believer(): Manager {
  let reason: unknown;
  return {
    receive({ event, data }) {
      if (event === 'BLOCK_IO_ERROR' && data?.action === 'stop') reason = data.reason;
      if (event === 'RESUME') reason = undefined;
      if (event !== 'STOP') return [];
      return reason === undefined ? [] : [cont];
    },
  };
}

/** Asks: after any STOP it looks what state the machine is in, and waits longer each time before it resumes. */
export function asker(): Manager {
  let wait = 500;
  return {
    receive({ event, id, return: result }) {
      if (event === 'STOP') return [queryStatus];
      if (id !== 'why' || (result as { status?: string } | undefined)?.status !== 'io-error') return [];
      wait = Math.min(2 * wait, 8000);
      return [{ command: cont, after: wait }];
    },
  };
}

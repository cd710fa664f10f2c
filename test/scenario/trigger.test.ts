import { describe, expect, test } from 'vitest';
import { triggers } from '../../src/scenario/trigger.ts';

describe('a client waits for', () => {
  test('an event by its name, and by every member it asks for', () => {
    const on = { event: 'BLOCK_IO_ERROR', action: 'stop' };
    expect(triggers(on, { event: 'BLOCK_IO_ERROR', data: { action: 'stop', device: 'd' } })).toBe(true);
    expect(triggers(on, { event: 'BLOCK_IO_ERROR', data: { action: 'report' } })).toBe(false);
    expect(triggers(on, { event: 'BLOCK_IO_ERROR' })).toBe(false);
    expect(triggers(on, { event: 'STOP', data: { action: 'stop' } })).toBe(false);
    expect(triggers(on, { return: { event: 'BLOCK_IO_ERROR' } })).toBe(false);
    const deep = { event: 'E', list: [1, { a: null }] };
    expect(triggers(deep, { event: 'E', data: { list: [1, { a: null }] } })).toBe(true);
    expect(triggers({ event: 'E', list: [1] }, { event: 'E', data: { list: { 0: 1 } } })).toBe(false);
  });

  test('a reply that says what it asks for, somewhere in a list if it is one', () => {
    const on = { return: { status: 'io-error' } };
    expect(triggers(on, { return: { status: 'io-error', running: false } })).toBe(true);
    expect(triggers(on, { return: { status: 'running' } })).toBe(false);
    expect(triggers(on, { return: {} })).toBe(false);
    expect(triggers(on, { error: { class: 'GenericError', desc: 'io-error' } })).toBe(false);
    const block = { return: { 'io-status': 'nospace', inserted: { ro: false } } };
    const disk = { device: 'd', 'io-status': 'nospace', inserted: { ro: false, drv: 'raw' } };
    expect(triggers(block, { return: [{ device: 'cd' }, disk] })).toBe(true);
    expect(triggers(block, { return: [{ ...disk, 'io-status': 'ok' }, { inserted: { ro: false } }] })).toBe(false);
    expect(triggers({ return: {} }, { return: {} })).toBe(true);
    expect(triggers({ return: {} }, { return: [] })).toBe(false);
  });

  test('a reply to a command of its own, by the id', () => {
    const on = { return: {}, id: 'mine' };
    expect(triggers(on, { return: {}, id: 'mine' })).toBe(true);
    expect(triggers(on, { return: {}, id: 'yours' })).toBe(false);
    expect(triggers(on, { return: {} })).toBe(false);
  });

  test('an error, by its class or its words', () => {
    const message = { error: { class: 'GenericError', desc: 'Resetting the Virtual Machine is required' } };
    expect(triggers({ error: {} }, message)).toBe(true);
    expect(triggers({ error: { class: 'GenericError' } }, message)).toBe(true);
    expect(triggers({ error: { class: 'DeviceNotFound' } }, message)).toBe(false);
    expect(triggers({ error: {} }, { return: {} })).toBe(false);
  });

  test('the greeting of a new connection', () => {
    expect(triggers({ greeting: true }, { QMP: { version: {}, capabilities: [] } })).toBe(true);
    expect(triggers({ greeting: true }, { return: {} })).toBe(false);
  });
});

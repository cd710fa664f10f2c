/** Live machines: `const vm = await serve({ scenario, qemu })` stands where a QEMU process and its QMP socket stood. */
export { type Address, ServeRefusal } from './address.ts';
export type { ClockMode, RealTime } from './clock.ts';
export type { QmpEvent, Wanted } from './event-log.ts';
export { serve } from './serve.ts';
export type { ServeOptions } from './serve-options.ts';
export { Server } from './server.ts';

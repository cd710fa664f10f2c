/** Device models: what shared code asks of a device without knowing what it is. One file a model. */
import { bug, type Procedure } from '../kernel/index.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

export interface DeviceModel {
  readonly name: string;
  /** Takes what the guest has put on the ring. */
  handleKick(world: VmWorld, device: Device): void;
  /** What runs when the VM stops or starts, in the order of R-35; both may drain. */
  readonly stopHandler?: Procedure<DeviceArgs>;
  readonly startHandler?: Procedure<DeviceArgs>;
  /** Hands kept requests back: called at every start, after the start handler. */
  restart(world: VmWorld, device: Device): void;
  /** The device is reset by the system or the guest. */
  readonly reset: Procedure<DeviceArgs>;
  /** Cancels everything before the device goes. */
  unplug(world: VmWorld, device: Device): void;
}

export interface DeviceArgs {
  readonly device: number;
}

const models = new Map<string, DeviceModel>();

export function defineModel(model: DeviceModel): DeviceModel {
  if (models.has(model.name)) bug(`two device models are called ${model.name}`);
  models.set(model.name, model);
  return model;
}

export const modelOf = (device: Device): DeviceModel =>
  models.get(device.model) ?? bug(`no device model is called ${device.model}`);

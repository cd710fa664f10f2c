// A guest's drivers for virtio-blk and virtio-scsi over virtio-mmio, as the virtio 1.2 specification describes them,
// both for the modern register layout (version 2) and for the legacy one (version 1).

const REGISTER = {
  version: 0x04,
  driverFeatures: 0x20,
  driverFeaturesSelect: 0x24,
  legacyPageSize: 0x28,
  queueSelect: 0x30,
  queueSize: 0x38,
  legacyQueueAlign: 0x3c,
  legacyQueuePage: 0x40,
  queueReady: 0x44,
  queueNotify: 0x50,
  status: 0x70,
  descriptors: 0x80,
  availableRing: 0x90,
  usedRing: 0xa0,
};
const STATUS = { acknowledge: 1, driver: 2, driverOk: 4, featuresOk: 8 };
const PAGE = 4096;

const QUEUE_SIZE = 128;
const QUEUE_BYTES = 2 * PAGE;
const CHAIN = 4; // descriptors kept for each request

// What a request keeps in guest memory: header, response, data.
const SLOT_BYTES = 0x8000;
const RESPONSE_AT = 0x200;
const DATA_AT = 0x1000;
const PATTERN = 0xaa;

/** How far apart two devices' memory lies. */
export const DEVICE_BYTES = 0x200000;

/** One queue and the memory of its requests. */
class Queue {
  #qtest;
  #mmio;
  #index;
  #rings;
  #memory;
  #free = Array.from({ length: QUEUE_SIZE / CHAIN }, (_, slot) => slot);
  #made = 0;
  #seen = 0;
  #inFlight = new Map();

  constructor(qtest, mmio, index, rings, memory) {
    this.#qtest = qtest;
    this.#mmio = mmio;
    this.#index = index;
    this.#rings = rings;
    this.#memory = memory;
  }

  get #available() {
    return this.#rings + 16 * QUEUE_SIZE;
  }

  get #used() {
    return this.#rings + PAGE;
  }

  /** Tells the device where the rings are. */
  async setUp(isLegacy) {
    const set = (register, value) => this.#qtest.writeRegister(this.#mmio + register, value);
    await this.#qtest.fill(this.#rings, QUEUE_BYTES, 0);
    await set(REGISTER.queueSelect, this.#index);
    await set(REGISTER.queueSize, QUEUE_SIZE);
    if (isLegacy) {
      await set(REGISTER.legacyQueueAlign, PAGE);
      await set(REGISTER.legacyQueuePage, this.#rings / PAGE);
      return;
    }
    await set(REGISTER.descriptors, this.#rings);
    await set(REGISTER.availableRing, this.#available);
    await set(REGISTER.usedRing, this.#used);
    for (const high of [REGISTER.descriptors, REGISTER.availableRing, REGISTER.usedRing]) await set(high + 4, 0);
    await set(REGISTER.queueReady, 1);
  }

  /**
   * Puts a request on the ring; the device is not told until `kick`.
   *
   * @param {{header: Buffer, response: number, write?: number, read?: number}} request lengths in bytes
   * @param {'data-first' | 'response-first'} order what the device writes first
   * @param key what `completed` gives back
   */
  async put({ header, response, write = 0, read = 0 }, order, key) {
    const limit = SLOT_BYTES - DATA_AT;
    if (Math.max(write, read) > limit) throw new Error(`a request of more than ${limit} bytes cannot be recorded`);
    const slot = this.#free.shift();
    if (slot === undefined) throw new Error(`more than ${QUEUE_SIZE / CHAIN} requests in flight cannot be recorded`);
    const base = this.#memory + slot * SLOT_BYTES;
    await this.#qtest.write(base, header);
    await this.#qtest.fill(base + RESPONSE_AT, response, 0xff);
    if (write > 0) await this.#qtest.fill(base + DATA_AT, write, PATTERN);

    const responsePart = { address: base + RESPONSE_AT, length: response, toDriver: true };
    const readPart = { address: base + DATA_AT, length: read, toDriver: true };
    const parts = [
      { address: base, length: header.length, toDriver: false },
      { address: base + DATA_AT, length: write, toDriver: false },
      ...(order === 'data-first' ? [readPart, responsePart] : [responsePart, readPart]),
    ].filter((part) => part.length > 0);
    await this.#qtest.write(this.#rings + 16 * CHAIN * slot, describe(parts, CHAIN * slot));
    await this.#qtest.write(this.#available + 4 + 2 * (this.#made % QUEUE_SIZE), u16(CHAIN * slot));
    this.#made++;
    this.#inFlight.set(slot, { key, address: base + RESPONSE_AT, response });
  }

  async kick() {
    await this.#qtest.write(this.#available + 2, u16(this.#made));
    await this.#qtest.writeRegister(this.#mmio + REGISTER.queueNotify, this.#index);
  }

  /** What the device has finished since the last call, oldest first, each with its response. */
  async completed() {
    const finished = [];
    const made = (await this.#qtest.read(this.#used + 2, 2)).readUInt16LE();
    while (this.#seen !== made) {
      const head = (await this.#qtest.read(this.#used + 4 + 8 * (this.#seen % QUEUE_SIZE), 4)).readUInt32LE();
      const slot = head / CHAIN;
      const { key, address, response } = this.#inFlight.get(slot);
      finished.push({ key, response: await this.#qtest.read(address, response) });
      this.#inFlight.delete(slot);
      this.#free.push(slot);
      this.#seen = (this.#seen + 1) & 0xffff;
    }
    return finished;
  }
}

function u16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

/** A chain's descriptors, the first of them number `first` of the table. */
function describe(parts, first) {
  const bytes = Buffer.alloc(16 * parts.length);
  parts.forEach(({ address, length, toDriver }, i) => {
    const isLast = i === parts.length - 1;
    bytes.writeBigUInt64LE(BigInt(address), 16 * i);
    bytes.writeUInt32LE(length, 16 * i + 8);
    bytes.writeUInt16LE((isLast ? 0 : 1) | (toDriver ? 2 : 0), 16 * i + 12);
    bytes.writeUInt16LE(isLast ? 0 : first + i + 1, 16 * i + 14);
  });
  return bytes;
}

/** Brings a device up with `queues` queues and no optional feature. @returns {Promise<Queue[]>} */
async function bringUp(qtest, mmio, memory, queues) {
  const set = (register, value) => qtest.writeRegister(mmio + register, value);
  const isLegacy = (await qtest.readRegister(mmio + REGISTER.version)) === 1;
  let status = STATUS.acknowledge | STATUS.driver;
  await set(REGISTER.status, 0);
  await set(REGISTER.status, STATUS.acknowledge);
  await set(REGISTER.status, status);
  await set(REGISTER.driverFeaturesSelect, 0);
  await set(REGISTER.driverFeatures, 0);
  if (isLegacy) await set(REGISTER.legacyPageSize, PAGE);
  else {
    await set(REGISTER.driverFeaturesSelect, 1);
    await set(REGISTER.driverFeatures, 1); // VIRTIO_F_VERSION_1 is bit 32
    status |= STATUS.featuresOk;
    await set(REGISTER.status, status);
  }
  const requests = memory + 0x10000;
  const made = Array.from(
    { length: queues },
    (_, index) => new Queue(qtest, mmio, index, memory + index * QUEUE_BYTES, requests),
  );
  for (const queue of made) await queue.setUp(isLegacy);
  await set(REGISTER.status, status | STATUS.driverOk);
  return made;
}

const BLOCK_TYPE = { read: 0, write: 1, flush: 4 };
const BLOCK_STATUS = ['ok', 'ioerr', 'unsupp'];

/** A virtio-blk disk. */
export class BlockDisk {
  #id;
  #queue;

  static async create(qtest, mmio, memory, id) {
    const [queue] = await bringUp(qtest, mmio, memory, 1);
    return new BlockDisk(id, queue);
  }

  constructor(id, queue) {
    this.#id = id;
    this.#queue = queue;
  }

  async submit({ op, offset = 0, bytes = 512, tag }) {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(BLOCK_TYPE[op], 0);
    header.writeBigUInt64LE(BigInt(Math.floor(offset / 512)), 8);
    const data = op === 'flush' ? {} : { [op]: bytes };
    await this.#queue.put({ header, response: 1, ...data }, 'data-first', tag);
  }

  kick() {
    return this.#queue.kick();
  }

  async completed() {
    const finished = await this.#queue.completed();
    return finished.map(({ key, response }) => ({
      device: this.#id,
      tag: key,
      status: BLOCK_STATUS[response[0]] ?? response[0],
    }));
  }
}

const SCSI = { testUnitReady: 0x00, read10: 0x28, write10: 0x2a, synchronizeCache10: 0x35 };
const SCSI_REQUEST_QUEUE = 2;
const SCSI_RESPONSE_BYTES = 108;

/** A virtio-scsi controller; the disks on it share its request queue. */
export class ScsiController {
  #queue;

  static async create(qtest, mmio, memory) {
    const queues = await bringUp(qtest, mmio, memory, SCSI_REQUEST_QUEUE + 1);
    return new ScsiController(queues[SCSI_REQUEST_QUEUE]);
  }

  constructor(queue) {
    this.#queue = queue;
  }

  disk(id, lun) {
    return new ScsiDisk(this.#queue, id, lun);
  }

  async completed() {
    const finished = await this.#queue.completed();
    return finished.map(({ key, response }) => ({ ...key, ...scsiOutcome(response) }));
  }
}

function scsiOutcome(response) {
  const [senseLength, status, code] = [response.readUInt32LE(0), response[10], response[11]];
  const sense = response.subarray(12, 12 + senseLength);
  const twoDigits = (byte) => byte.toString(16).padStart(2, '0');
  const senseText =
    senseLength > 13 ? ` sense=${(sense[2] & 15).toString(16)}/${twoDigits(sense[12])}/${twoDigits(sense[13])}` : '';
  return {
    status: status === 0 && code === 0 ? 'ok' : 'ioerr',
    detail: `response=${code} status=0x${status.toString(16)}${senseText}`,
  };
}

/** A scsi-hd disk on a controller. */
class ScsiDisk {
  #queue;
  #id;
  #lun;

  constructor(queue, id, lun) {
    this.#queue = queue;
    this.#id = id;
    this.#lun = lun;
  }

  async #put(cdb, data, tag) {
    const header = Buffer.alloc(51);
    header.set([1, 0, 0x40 | (this.#lun >> 8), this.#lun & 0xff]);
    header.set(cdb, 19);
    await this.#queue.put({ header, response: SCSI_RESPONSE_BYTES, ...data }, 'response-first', {
      device: this.#id,
      tag,
    });
  }

  async submit({ op, offset = 0, bytes = 512, tag }) {
    if (op === 'flush') return this.#put([SCSI.synchronizeCache10], {}, tag);
    const cdb = Buffer.alloc(10);
    cdb[0] = op === 'read' ? SCSI.read10 : SCSI.write10;
    cdb.writeUInt32BE(Math.floor(offset / 512), 2);
    cdb.writeUInt16BE(Math.floor(bytes / 512), 7);
    return this.#put(cdb, { [op]: bytes }, tag);
  }

  /** A disk's first command fails with "power on occurred"; this takes that answer away. */
  async clearPowerOn() {
    await this.#put([SCSI.testUnitReady], {}, undefined);
    await this.#queue.kick();
  }

  kick() {
    return this.#queue.kick();
  }
}

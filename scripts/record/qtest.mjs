const REPLY_MS = 20_000;
const hex = (number) => `0x${number.toString(16)}`;

/** The guest's side of the machine: memory and device registers, reached over QEMU's qtest socket. */
export class Qtest {
  #lines;

  constructor(lines) {
    this.#lines = lines;
  }

  async #command(text) {
    this.#lines.write(text);
    for (;;) {
      const line = await this.#lines.next(REPLY_MS);
      if (line === undefined) throw new Error(`qtest did not answer "${text.slice(0, 40)}" in ${REPLY_MS} ms`);
      if (line.startsWith('IRQ')) continue;
      if (!line.startsWith('OK')) throw new Error(`qtest refused "${text.slice(0, 40)}": ${line}`);
      return line.slice(3);
    }
  }

  async readRegister(address) {
    return Number(await this.#command(`readl ${hex(address)}`));
  }

  async writeRegister(address, value) {
    await this.#command(`writel ${hex(address)} ${hex(value)}`);
  }

  /** @returns {Promise<Buffer>} */
  async read(address, length) {
    return Buffer.from((await this.#command(`read ${hex(address)} ${hex(length)}`)).slice(2), 'hex');
  }

  /** @param {Buffer} bytes */
  async write(address, bytes) {
    await this.#command(`write ${hex(address)} ${hex(bytes.length)} 0x${bytes.toString('hex')}`);
  }

  async fill(address, length, byte) {
    await this.#command(`memset ${hex(address)} ${hex(length)} ${hex(byte)}`);
  }
}

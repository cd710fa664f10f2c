/** Reads a socket by lines. */
export class Lines {
  #socket;
  #lines = [];
  #rest = '';
  #waiting = [];
  #closed = false;

  constructor(socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text) => this.#take(text));
    socket.on('close', () => this.#close());
    socket.on('error', () => this.#close());
  }

  write(line) {
    this.#socket.write(`${line}\n`);
  }

  /** The next line, or nothing when none came within `ms` milliseconds. Throws when the peer has gone. */
  async next(ms) {
    if (this.#lines.length > 0) return this.#lines.shift();
    if (this.#closed) throw new Error('QEMU closed the connection');
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      waiter.timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        resolve(undefined);
      }, ms);
      this.#waiting.push(waiter);
    });
  }

  #take(text) {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop();
    for (const line of parts) {
      const waiter = this.#waiting.shift();
      if (!waiter) {
        this.#lines.push(line);
        continue;
      }
      clearTimeout(waiter.timer);
      waiter.resolve(line);
    }
  }

  #close() {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.reject(new Error('QEMU closed the connection'));
    }
  }
}

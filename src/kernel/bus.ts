/**
 * The event bus: facts, said in the past tense, heard synchronously in the order of subscription. A fact said while
 * another is being heard waits its turn, so that every listener hears all facts in one order.
 */
import { EventEmitter } from 'eventemitter3';

export class Bus<Facts extends object> {
  private readonly emitter = new EventEmitter();
  /** how many listen to each name: asked on hot paths */
  private readonly listeners = new Map<string, number>();
  private readonly waiting: { name: string; payload: unknown }[] = [];
  private busy = false;

  /** Hears every fact of that name. */
  on<K extends keyof Facts & string>(name: K, listener: (payload: Facts[K]) => void): this {
    this.emitter.on(name, listener);
    this.listeners.set(name, this.emitter.listenerCount(name));
    return this;
  }

  off<K extends keyof Facts & string>(name: K, listener: (payload: Facts[K]) => void): this {
    this.emitter.off(name, listener);
    this.listeners.set(name, this.emitter.listenerCount(name));
    return this;
  }

  /** Whether anybody would hear; lets hot paths skip making a payload. */
  heard(name: keyof Facts & string): boolean {
    return (this.listeners.get(name) ?? 0) > 0;
  }

  say<K extends keyof Facts & string>(name: K, payload: Facts[K]): void {
    if (this.busy) {
      this.waiting.push({ name, payload });
      return;
    }
    this.busy = true;
    try {
      this.emitter.emit(name, payload);
      while (this.waiting.length > 0) {
        const next = this.waiting.shift()!;
        this.emitter.emit(next.name, next.payload);
      }
    } finally {
      this.busy = false;
      if (this.waiting.length > 0) this.waiting.length = 0;
    }
  }
}

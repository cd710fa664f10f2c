/**
 * The event bus: facts, said in the past tense, heard synchronously in the order of subscription. A fact said while
 * another is being heard waits its turn, so that every listener hears all facts in one order.
 */
import { EventEmitter } from 'eventemitter3';

type Listener = (payload: unknown) => void;

export class Bus<Facts extends object> {
  private readonly emitter = new EventEmitter();
  /** who hears each name: called from here, since looking it up is what takes the emitter longest */
  private readonly listeners = new Map<string, readonly Listener[]>();
  private readonly waiting: { name: string; payload: unknown }[] = [];
  private busy = false;

  /** Hears every fact of that name. */
  on<K extends keyof Facts & string>(name: K, listener: (payload: Facts[K]) => void): this {
    this.emitter.on(name, listener);
    return this.look(name);
  }

  off<K extends keyof Facts & string>(name: K, listener: (payload: Facts[K]) => void): this {
    this.emitter.off(name, listener);
    return this.look(name);
  }

  private look(name: string): this {
    this.listeners.set(name, this.emitter.listeners(name));
    return this;
  }

  /** Whether anybody would hear; lets hot paths skip making a payload. */
  heard(name: keyof Facts & string): boolean {
    return (this.listeners.get(name)?.length ?? 0) > 0;
  }

  say<K extends keyof Facts & string>(name: K, payload: Facts[K]): void {
    if (this.busy) {
      this.waiting.push({ name, payload });
      return;
    }
    this.busy = true;
    try {
      this.tell(name, payload);
      while (this.waiting.length > 0) {
        const next = this.waiting.shift()!;
        this.tell(next.name, next.payload);
      }
    } finally {
      this.busy = false;
      if (this.waiting.length > 0) this.waiting.length = 0;
    }
  }

  private tell(name: string, payload: unknown): void {
    const listeners = this.listeners.get(name);
    if (listeners === undefined) return;
    for (let i = 0; i < listeners.length; i++) (listeners[i] as Listener)(payload);
  }
}

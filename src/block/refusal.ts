/** What a command answers when it refuses: QEMU's error class and its words. */

export type ErrorClass = 'GenericError' | 'CommandNotFound' | 'DeviceNotActive' | 'DeviceNotFound' | 'KVMMissingCap';

export interface Refusal {
  readonly class: ErrorClass;
  readonly desc: string;
}

/** A result, or why there is none. */
export type Answer<T> =
  | { readonly value: T; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly value?: never };

export const refuse = (desc: string, errorClass: ErrorClass = 'GenericError'): { readonly refusal: Refusal } => ({
  refusal: { class: errorClass, desc },
});

export const answer = <T>(value: T): { readonly value: T } => ({ value });

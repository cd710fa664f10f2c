/** What every JavaScript host has beside the language itself, and the lower floors may use. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

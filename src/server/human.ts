/**
 * A human monitor on a port: lines in, text and a prompt out. Behind it stands a QMP client of its own that runs the
 * lines, so that they are recorded like everything else.
 */

export const PROMPT = '(qemu) ';

/** What a person who connects is told first. */
export const welcome = (version: string): string =>
  `QEMU ${version} monitor - type 'help' for more information\r\n${PROMPT}`;

/** Takes what a person types apart into lines. */
export class HumanLines {
  private begun = '';

  /** The commands that are complete now, as requests of the client behind. */
  take(bytes: Uint8Array): string[] {
    const lines = (this.begun + Buffer.from(bytes).toString('latin1')).split(/\r\n|\n|\r/);
    this.begun = lines.pop() ?? '';
    return lines.map(
      (line) => `${JSON.stringify({ execute: 'human-monitor-command', arguments: { 'command-line': line } })}\n`,
    );
  }
}

/** The request that the client behind begins with. */
export const NEGOTIATION = '{"execute": "qmp_capabilities"}\n';

type Message = Readonly<Record<string, unknown>>;

/** What a person sees of a message to the client behind; undefined: nothing, it is the client's own. */
export function humanText(message: Message): string | undefined {
  const { return: text, error } = message as { return?: unknown; error?: { desc: string } };
  if (typeof text === 'string') return text + PROMPT;
  return error === undefined ? undefined : `Error: ${error.desc}\r\n${PROMPT}`;
}

/**
 * libvirt's debug log: the QMP traffic of every VM is in it, a message a line, marked with the address of its monitor:
 *
 *     2026-03-01 10:00:00.123+0000: 812: info : qemuMonitorJSONIOProcessLine:203 : QEMU_MONITOR_RECV_EVENT: mon=0x7f1 event={...}
 */
import { LineRefusal, type Message, type RecordedMessage } from './recorded.ts';

/** The traffic of one VM. */
export interface MonitorTraffic {
  /** address of the monitor, as the log has it */
  readonly monitor: string;
  /** the log has it from the connection's beginning */
  readonly complete: boolean;
  readonly messages: readonly RecordedMessage[];
}

const MARK = 'QEMU_MONITOR_';
/** Other marks tell the same bytes again on their way through the socket. */
const LINE = /QEMU_MONITOR_(SEND_MSG|RECV_EVENT|RECV_REPLY): mon=(\S+) (?:msg|event|reply)=(.*)$/;

/** Whether a text looks like a debug log of libvirt. */
export const isLibvirtLog = (text: string): boolean => text.includes(MARK);

interface Open {
  readonly complete: boolean;
  readonly messages: RecordedMessage[];
}

/**
 * Reads the QMP traffic of a log, one list for each monitor in the order of their first messages.
 * @throws LineRefusal, with the number of the line in front of the sentence
 */
export function readLibvirtLog(text: string): readonly MonitorTraffic[] {
  const monitors = new Map<string, Open>();
  for (const [i, line] of text.split('\n').entries()) {
    const found = LINE.exec(line.trimEnd());
    if (found === null) continue;
    const [, kind = '', monitor = '', json = ''] = found;
    const message = parse(json, i + 1);
    const open = monitors.get(monitor) ?? { complete: message.execute === 'qmp_capabilities', messages: [] };
    monitors.set(monitor, open);
    const where = { line: i + 1, client: '' };
    open.messages.push(kind === 'SEND_MSG' ? { ...where, sent: message } : { ...where, received: message });
  }
  return [...monitors].map(([monitor, open]) => ({ monitor, ...open }));
}

/** What is sent ends with a line end, and its file descriptor follows on the log's next line. */
function parse(json: string, line: number): Message {
  try {
    const value: unknown = JSON.parse(json.replace(/\}\s*fd=-?\d+$/, '}'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Message;
  } catch {
    // Told below.
  }
  throw new LineRefusal(`${line}: this is marked as a QMP message and holds no JSON object`);
}

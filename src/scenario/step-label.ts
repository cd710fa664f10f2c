/** A step in a few words, for the label of a move. Labels are stable: recordings hold them. */
import { type Deed, type IoRequest, type QmpCommand, type Reaction, storageName } from './scenario.ts';

const LONGEST = 60;

const short = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`);

const commandLabel = (command: QmpCommand): string =>
  'exec-oob' in command ? `sends ${command['exec-oob']} out of band` : `sends ${command.execute}`;

const requestLabel = ({ op, tag }: IoRequest): string => `${op} ${tag}`;

export const reactionLabel = (reaction: Reaction): string =>
  'do' in reaction ? stepLabel(reaction.do) : commandLabel(reaction.send);

export function stepLabel(step: Deed): string {
  if ('io' in step) return `asks for ${step.io.map(requestLabel).join(', ')}`;
  if ('kick' in step) return `kicks ${step.kick.join(', ')}`;
  if ('qmp' in step) return commandLabel(step.qmp);
  if ('raw' in step) return short(`sends the text ${JSON.stringify(step.raw)}`);
  if ('bytes' in step) return short(`sends the bytes ${JSON.stringify(step.bytes)}`);
  if ('hmp' in step) return short(`types ${step.hmp}`);
  if ('connect' in step) return 'connects';
  if ('disconnect' in step) return 'hangs up';
  if ('pool' in step) return `changes the pool ${step.pool.name}`;
  if ('signal' in step) return `sends ${step.signal}`;
  if ('guest_reset' in step) return 'resets the machine';
  if ('guest_boot' in step) return 'boots';
  if ('guest_shutdown' in step) return 'powers off';
  if ('guest_suspend' in step) return 'goes to sleep';
  if ('fault' in step) return `breaks the storage of ${storageName(step.fault)}`;
  if ('freeze' in step) return `freezes the storage of ${storageName(step.freeze)}`;
  if ('thaw' in step) return `thaws ${step.thaw === true ? 'all storage' : `the storage of ${storageName(step.thaw)}`}`;
  if ('heal' in step) return `heals ${step.heal === true ? 'all storage' : step.heal}`;
  if ('folder' in step) return `shows the folder ${step.folder}`;
  return `makes the image ${step.image.name}`;
}

/** Names that say by their prefix which protocol serves them: `null-co://`, `blkdebug:CONFIG:IMAGE` (4.1, 5.1). */
import type { Options } from './driver.ts';

/** Protocols that QEMU has and blocksim does not. */
const UNSIMULATED = new Set(
  `blklogwrites blkreplay blkverify ftp ftps gluster gluster+rdma gluster+tcp gluster+unix host_cdrom host_device http https
  io_uring iscsi iscsi+iser iser nbd nbd+tcp nbd+unix nfs nvme quorum rbd sheepdog ssh vdi vvfat vxhs`.split(/\s+/),
);

export type Protocol = { readonly options: Options } | { readonly refusal: string };

/** Whether a name is served by something else than a file of the host. */
export const hasProtocol = (name: string): boolean => /^[^/:]+:/.test(name) && !name.startsWith('file:');

/** What to open for a name as `file=` takes it. */
export function protocolOf(name: string): Protocol {
  const prefix = /^([^/:]+):/.exec(name)?.[1];
  if (prefix === undefined || prefix === 'file')
    return { options: { driver: 'file', filename: name.replace(/^file:/, '') } };
  if (prefix === 'null-co' || prefix === 'null-aio') return { options: { driver: prefix } };
  if (prefix === 'blkdebug') return blkdebug(name.slice('blkdebug:'.length));
  return {
    refusal: UNSIMULATED.has(prefix)
      ? `blocksim does not simulate the protocol ${prefix}`
      : `Unknown protocol '${prefix}'`,
  };
}

/** The image may again be named by its protocol. */
function blkdebug(rest: string): Protocol {
  const colon = rest.indexOf(':');
  if (colon < 0) return { refusal: 'blkdebug requires both config file and image path' };
  const image = protocolOf(rest.slice(colon + 1));
  if ('refusal' in image) return image;
  const config = colon === 0 ? {} : { config: rest.slice(0, colon) };
  return { options: { driver: 'blkdebug', ...config, image: image.options } };
}

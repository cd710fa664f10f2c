/** The speed limit of section 1.5: slices, whole chunks, and what an early wake-up is worth. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { JobLab } from '../support/job-lab.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const CHUNK = 512 * KIB;
const VERSIONS = ['7.2.22', '10.0.13', '11.1.3'];

/** A stream of 4 MiB of data into an empty image. */
function streamed(profile: string, speed: number): JobLab {
  const node = (name: string, more: JsonObject): JsonObject => ({
    driver: 'qcow2',
    'node-name': name,
    file: { driver: 'file', filename: `@DIR@/${name}.img` },
    ...more,
  });
  const lab = new JobLab(profile, {
    images: [
      { name: 'base.img', format: 'qcow2', size: 4 * MIB, write: [{ offset: 0, bytes: 4 * MIB, pattern: 1 }] },
      { name: 'top.img', format: 'qcow2', size: 4 * MIB, backing: 'base.img', backing_format: 'qcow2', write: [] },
    ] as Scenario['images'],
    blockdev: [node('base', {}), node('top', { backing: 'base' })],
  });
  lab.run('block-stream', { 'job-id': 'j', device: 'top', speed, 'auto-dismiss': false });
  return lab;
}

const setSpeed = (lab: JobLab, speed: number) => lab.run('block-job-set-speed', { device: 'j', speed });

describe.each(VERSIONS)('a limited stream in %s', (profile) => {
  it('sends chunks whole, pays for each afterwards, and does not sleep after the last', () => {
    const lab = streamed(profile, MIB);
    lab.wait(10);
    // Half a second each, and 3 µs more: the bytes for a slice are rounded down.
    for (let chunk = 1; chunk < 8; chunk++) {
      expect(lab.job().current).toBe(chunk * CHUNK);
      lab.wait(480);
      expect(lab.job().current).toBe(chunk * CHUNK);
      lab.wait(20);
    }
    expect(lab.job().status).toBe('concluded');
  });

  it('never sleeps at speed 0', () => {
    expect(streamed(profile, 0).job().status).toBe('concluded');
  });

  it('is woken by a higher speed and by none, not by a lower one', () => {
    const lab = streamed(profile, 64 * KIB);
    expect(setSpeed(lab, KIB)).toBe('R');
    expect(lab.job().current).toBe(CHUNK);
    setSpeed(lab, 0);
    expect(lab.job().status).toBe('concluded');
  });
});

describe('pause and resume in the middle of a sleep', () => {
  it.each([
    ['7.2.22', 2 * CHUNK],
    ['10.0.13', CHUNK],
    ['11.1.3', CHUNK],
  ])('in %s it has copied %i bytes: one more chunk before 8.1, nothing more since', (profile, copied) => {
    const lab = streamed(profile, 64 * KIB);
    lab.run('block-job-pause', { device: 'j' });
    lab.run('block-job-resume', { device: 'j' });
    lab.wait(50);
    expect(lab.job().current).toBe(copied);
  });
});

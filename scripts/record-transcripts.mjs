#!/usr/bin/env node
// Plays scenarios on a real QEMU and writes what happened as transcripts (see test/conformance/README.md).
//
// usage: record-transcripts.mjs [--out DIR] QEMU SCENARIO...
//   QEMU   'qemu-system-x86_64', or 'chroot ROOT qemu-system-x86_64'
//   --out  writes DIR/NAME.jsonl for each scenario instead of standard output
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { Machine } from './record/machine.mjs';

const GREETING_MS = 10_000;
const REPLY_MS = 2_000;
const LEAD_MS = 50;
const TAIL_MS = 300;
const MAX_ENTRIES = 1_500;

/** The transcript of one run: entries in the order in which they became visible. */
class Recorder {
  entries = [];
  #machine;
  #start = performance.now();

  constructor(machine) {
    this.#machine = machine;
  }

  /** From here on times count, after a short lead. */
  begin() {
    this.#start = performance.now() + LEAD_MS;
  }

  record(entry) {
    if (this.entries.length >= MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries: an event flood`);
    this.entries.push({ time: Math.round(performance.now() - this.#start), ...entry });
  }

  /** Sends a line and records what comes back up to its reply. */
  async send(text, expectsReply = true) {
    this.record({ send: text });
    await this.exchange(text, expectsReply, (message) => this.record({ recv: message }));
  }

  async exchange(text, expectsReply, hear) {
    this.#machine.qmp.write(text);
    while (expectsReply) {
      const line = await this.#machine.qmp.next(REPLY_MS);
      if (line === undefined) return;
      const message = JSON.parse(line);
      hear(message);
      if ('return' in message || 'error' in message) return;
    }
  }

  /** Records what the client receives until `at` milliseconds after the start. */
  async listenUntil(at) {
    for (;;) {
      const left = Math.max(1, this.#start + at - performance.now());
      const line = await this.#machine.qmp.next(left);
      if (line === undefined) return;
      this.record({ recv: JSON.parse(line) });
    }
  }

  async recordCompletions() {
    for (const complete of await this.#machine.completed()) this.record({ complete });
  }
}

async function play(step, machine, recorder) {
  if (step.qmp) await recorder.send(JSON.stringify(machine.expand(step.qmp)));
  if (step.raw !== undefined) await recorder.send(step.raw);
  const kicked = new Set();
  for (const io of step.io ?? []) {
    const disk = machine.disks.get(io.device);
    if (!disk)
      throw new Error(`the step at ${io.at ?? step.at} names the device ${io.device}, which the scenario lacks`);
    recorder.record({ submit: io });
    await disk.submit(io);
    kicked.add(disk);
  }
  for (const disk of kicked) await disk.kick();
}

/** @returns {Promise<string>} the transcript */
async function record(qemu, scenario) {
  const machine = new Machine(qemu);
  try {
    await machine.start(scenario);
    const greeting = await machine.qmp.next(GREETING_MS);
    if (greeting === undefined) throw new Error('QEMU sent no greeting');
    const recorder = new Recorder(machine);
    if (!scenario.raw_negotiation) await recorder.exchange('{"execute": "qmp_capabilities"}', true, () => {});
    recorder.begin();
    for (const step of scenario.steps) {
      await recorder.listenUntil(step.at);
      await recorder.recordCompletions();
      await play(step, machine, recorder);
    }
    await recorder.listenUntil(scenario.end ?? (scenario.steps.at(-1)?.at ?? 0) + TAIL_MS);
    await recorder.recordCompletions();
    const version = { version: JSON.parse(greeting).QMP.version.qemu };
    return [version, ...recorder.entries].map((entry) => `${machine.conceal(JSON.stringify(entry))}\n`).join('');
  } finally {
    machine.stop();
  }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [qemu, ...files] = positionals;
if (!qemu || files.length === 0) {
  console.error('usage: record-transcripts.mjs [--out DIR] QEMU SCENARIO...');
  process.exit(2);
}
if (values.out) mkdirSync(values.out, { recursive: true });
for (const file of files) {
  try {
    const transcript = await record(qemu, parse(readFileSync(file, 'utf8')));
    if (values.out) writeFileSync(join(values.out, `${basename(file, extname(file))}.jsonl`), transcript);
    else process.stdout.write(transcript);
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}

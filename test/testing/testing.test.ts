import { describe, expect, test } from 'vitest';
import {
  checkProperties,
  checkTraffic,
  type ExploreReport,
  exploreProperty,
  githubAnnotations,
  junit,
  type Manager,
  managedBy,
  matchers,
  playScenario,
  type QmpMessage,
  type Scenario,
  type TrafficReport,
  withPlans,
} from '../../src/testing/index.ts';
import '../../src/testing/vitest.ts';
import { shipped } from '../support/shipped.ts';
import { FULL_ONCE, sends, story, writes } from '../support/stories.ts';

const CONT = { execute: 'cont' };
const failing = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')], { name: 'failing' });

describe('checking properties', () => {
  test('finds what a plain run breaks', () => {
    const { violations, seed, transcript } = checkProperties(failing, { qemu: '10.0.2' });
    expect(violations.map(({ property }) => property)).toEqual(['stop-has-io-error']);
    expect(seed).toBeUndefined();
    expect(transcript).toContain('"STOP"');
  });

  test('tells of an order that was given up', () => {
    const full = { event: 'none', iotype: 'write', errno: 28 };
    let managers = 0;
    const restless = managedBy(() => {
      const calm = managers++ === 0;
      return { receive: ({ event }) => (event === 'STOP' && !calm ? [{ execute: 'cont' }] : []) };
    });
    const run = checkProperties(story([full], [writes(100, 'w0')]), { orders: 2, observers: [restless] });
    expect(run).toMatchObject({ violations: [], seed: 1, reason: expect.stringMatching(/^stopped after \d+ moves /) });
  });

  test('finds what another order breaks, and which', () => {
    const crowd = story([FULL_ONCE], [writes(0, 'w0'), ...Array.from({ length: 6 }, () => sends(0, 'cont'))]);
    const options = { qemu: '11.1.3', properties: ['no-request-stranded'], orders: 200 };
    expect(checkProperties(crowd, { ...options, orders: 0 }).violations).toEqual([]);
    const { violations, seed } = checkProperties(crowd, options);
    expect(violations).toHaveLength(1);
    expect(seed).toBeGreaterThan(0);
  });

  test('asks for what there is', () => {
    expect(() => checkProperties(failing, { qemu: '10.0.1' })).toThrow("no QEMU is called '10.0.1'");
    expect(() => checkProperties(failing, { orders: Number('some') })).toThrow('orders: expected a number, found NaN');
    expect(() => exploreProperty(failing, 'stop-has-error')).toThrow("did you mean 'stop-has-io-error'");
  });

  test('asks for scenarios in which the names are right', () => {
    const elsewhere = { device: 'vd1', op: 'write', offset: 0, bytes: 512, tag: 'w0' } as const;
    const scenario = { ...failing, steps: [{ at: 100, io: [elsewhere] }] };
    for (const play of [playScenario, checkProperties, (wrong: Scenario) => exploreProperty(wrong, 'no-lost-write')])
      expect(() => play(scenario)).toThrow(/^failing: steps\[0\]\.io\[0\]\.device: no disk is called "vd1", /);
    const deaf = {
      name: 'main',
      negotiate: true,
      connected: true,
      reactions: [{ on: { event: 'STPO' }, send: CONT, after: 0 }],
    };
    expect(() => playScenario({ ...failing, clients: [deaf] })).toThrow(
      /^failing: clients\[0\]\.reactions\[0\]\.on\.event: no event is called "STPO", did you mean 'STOP'\?$/,
    );
    expect(() => playScenario({ ...failing, end: 100 })).toThrow(/^failing: end: expected a time from 400 on/);
    const plan = { rules: [{ node: 'thn', 'inject-error': [FULL_ONCE] }] };
    expect(() => withPlans(failing, plan)).toThrow("no blkdebug node is called 'thn', did you mean 'thin'?");
    expect(() => withPlans({ ...failing, blockdev: [] }, plan)).toThrow("no blkdebug node is called 'thn'");
  });

  test('explores one property', () => {
    expect(exploreProperty(failing, 'stop-has-io-error', { qemu: '10.0.13' })).toMatchObject({ verdict: 'holds' });
    expect(exploreProperty(failing, 'stop-has-io-error', { qemu: '10.0.2' })).toMatchObject({ verdict: 'violated' });
    expect(exploreProperty(failing, 'stop-has-io-error', { qemu: '10.0.13', maxStates: 1 }).verdict).toBe('undecided');
  });
});

describe('matchers', () => {
  const { toSatisfy, toHold, toViolate, toGoWell } = matchers;

  test('pass as the search says', () => {
    expect(toHold(failing, 'stop-has-io-error', { qemu: '10.0.13' }).pass).toBe(true);
    expect(toHold(failing, 'stop-has-io-error', { qemu: '10.0.2' }).pass).toBe(false);
    expect(toViolate(failing, 'stop-has-io-error', { qemu: '10.0.2' }).pass).toBe(true);
    expect(toViolate(failing, 'stop-has-io-error', { qemu: '10.0.13' }).pass).toBe(false);
    expect(toGoWell(failing, { qemu: '10.0.13' }).pass).toBe(true);
    expect(toGoWell(failing, { qemu: '10.0.2' }).pass).toBe(false);
  });

  test('judge runs, scenarios and traffic', () => {
    const name = 'stop-has-io-error';
    for (const [qemu, pass] of [
      ['10.0.2', false],
      ['10.0.13', true],
    ] as const) {
      const run = playScenario(failing, { qemu });
      expect(toSatisfy(run, name).pass).toBe(pass);
      expect(toSatisfy(run.transcript, name).pass).toBe(pass);
      expect(toSatisfy({ transcript: run.transcript }, name).pass).toBe(pass);
      expect(toSatisfy(failing, name, { qemu }).pass).toBe(pass);
    }
    expect(toSatisfy(5, (value) => value === 5).pass).toBe(true);
    expect(toSatisfy(5, (value) => value === 6, 'the number').message()).toMatch(/^the number: expected 5 to satisfy/);
  });

  test('may ask for the orders that are close to the unhurried run, and say nothing of others', () => {
    const racing = shipped('racing-cont');
    const verdicts = [0, 1].map((deviations) => {
      const options = { qemu: '10.0.13', deviations };
      const [holds, violates] = [toHold, toViolate].map((matcher) => matcher(racing, 'no-request-stranded', options));
      return [holds?.pass, violates?.pass, holds?.message(), violates?.message()];
    });
    expect(verdicts[0]?.slice(0, 2)).toEqual([true, false]);
    expect(verdicts[0]?.[3]).toMatch(/no-request-stranded holds in the unhurried run \(\d+ states\), expected/);
    expect(verdicts[1]?.slice(0, 2)).toEqual([false, true]);
    expect(verdicts[1]?.[2]).toContain('no-request-stranded is violated: the VM runs and write');
    expect(verdicts[1]?.[3]).toContain('no-request-stranded is violated, expected it not to be: the VM runs');
    const rare = { ...failing, sometimes: [{ name: 'late', complete: 'w0', status: 'ok' }] } as Scenario;
    expect(() => toHold(rare, 'late', { qemu: '10.0.13', deviations: 0 })).toThrow(/late is undecided after/);
  });

  test('refuse what nobody has decided, and its opposite', async () => {
    const few = { qemu: '10.0.13', maxStates: 1 };
    for (const matcher of [toHold, toViolate])
      expect(() => matcher(failing, 'stop-has-io-error', few)).toThrow(
        /stop-has-io-error is undecided after \d+ states/,
      );
    const close = { qemu: '10.0.13', maxStates: 1, deviations: 5 };
    expect(() => toHold(failing, 'stop-has-io-error', close)).toThrow(/is undecided after \d+ states/);
    const full = { event: 'none', iotype: 'write', errno: 28 };
    const cont = { on: { event: 'STOP' }, send: { execute: 'cont' } };
    const endless = story([full], [writes(100, 'w0')], { clients: [{ name: 'main', reactions: [cont] }] });
    const run = playScenario(endless, { properties: ['guest-served', 'stop-resume-alternate'] });
    expect(run.reason).toMatch(/^stopped after \d+ moves /);
    expect(() => toSatisfy(run, 'guest-served')).toThrow(/guest-served is undecided: stopped after \d+ moves /);
    expect(() => toGoWell(endless)).toThrow(/goes well is undecided: stopped after \d+ moves /);
    expect(toSatisfy(run, 'stop-resume-alternate').pass).toBe(true);
    expect(toSatisfy(endless, 'no-pause-storm').pass).toBe(false);
    const cut = `${playScenario(failing, { qemu: '10.0.13' }).transcript.split(/(?<="BLOCK_IO_ERROR".*\n)/)[0]}{"time"`;
    expect(() => toSatisfy(cut, 'io-error-then-stop')).toThrow(/^io-error-then-stop is undecided at line \d+ /);
  });

  test('refuse what is no scenario, and options for what was played before', () => {
    const run = playScenario(failing, { qemu: '10.0.13' });
    for (const matcher of [toHold, toViolate])
      expect(() => matcher(undefined, 'stop-has-io-error')).toThrow(/^expected a scenario .*, found undefined$/);
    expect(() => toGoWell({ scenario: failing })).toThrow(/^expected a scenario .*, found an object with scenario$/);
    expect(() => toSatisfy({ scenario: failing }, 'stop-has-io-error')).toThrow(
      /^expected a run, a scenario or the text/,
    );
    for (const played of [run, run.transcript])
      expect(() => toSatisfy(played, 'stop-has-io-error', { qemu: '10.0.2' })).toThrow(
        /^expected a scenario to play with qemu, found/,
      );
  });

  test('look for what must happen in some order of the scenario', () => {
    const name = 'w0 fails';
    const hopeful = {
      ...story([FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')]),
      sometimes: [
        { name, complete: 'w0', status: 'ioerr' },
        { name: 'w0 ends', complete: 'w0' },
      ],
    } as const;
    expect(toHold(hopeful, 'w0 ends').pass).toBe(true);
    expect(toViolate(hopeful, name).pass).toBe(true);
    expect(() => toHold(hopeful, 'w0 fial')).toThrow("did you mean 'w0 fails'");
  });

  test('go with promises', async () => {
    const played = Promise.resolve(playScenario(failing, { qemu: '10.0.13' }).transcript);
    await expect(played).resolves.toSatisfy('stop-has-io-error');
    await expect(played).resolves.toSatisfy((text: string) => text.includes('STOP'), 'it stops');
  });

  test('ask for what there is', () => {
    const run = playScenario(failing, { properties: ['no-lost-write'] });
    expect(() => toSatisfy(run, 'stop-has-io-error')).toThrow('was not watched in this run, only no-lost-write');
    expect(() => toSatisfy(run, 'stop-has-error')).toThrow("did you mean 'stop-has-io-error'");
    expect(() => toSatisfy(5, 'stop-has-io-error')).toThrow('expected a run, a scenario or the text');
    expect(() => toSatisfy('', 'stop-has-io-error')).toThrow('there is no QMP message in it');
  });

  test('show the run that they are about', () => {
    const run = playScenario(failing, { qemu: '10.0.2' });
    const message = toSatisfy(run, 'stop-has-io-error').message();
    expect(message).toMatch(
      /^failing: stop-has-io-error is violated at 400 ms: a STOP .*\n\nthe scenario, on QEMU 10\.0\.2:\n {2}name: failing\n/,
    );
    expect(message).toMatch(/^ {5}ms {2}guest/m);
    expect(message).toContain('- { at: 400, qmp: { execute: cont } }');
    expect(toSatisfy(run.transcript, 'stop-has-io-error').message()).toMatch(
      /is violated at line \d+ of this traffic: a STOP .*\n\n.*"STOP"/s,
    );
    expect(toSatisfy(playScenario(failing), 'stop-has-io-error').message()).toContain('holds in this run');
  });

  test('say what they found', () => {
    const broken = toHold(failing, 'stop-has-io-error', { qemu: '10.0.2' }).message();
    expect(broken).toMatch(
      /^failing on QEMU 10\.0\.2: stop-has-io-error is violated: a STOP .*\n\nthe scenario, on QEMU 10\.0\.2:\n {2}name: failing-stop-has-io-error\n/,
    );
    expect(toViolate(failing, 'stop-has-io-error', { qemu: '7.2.22' }).message()).toContain('holds in every order');
    expect(toGoWell(failing, { qemu: '10.0.2' }).message()).toMatch(
      /^failing goes wrong:\n {2}stop-has-io-error at 400 ms: /,
    );
  });
});

describe('a manager', () => {
  /** Resumes after a while, and remembers what it heard when. */
  const resumer = (heard: [string, number][]): Manager => ({
    receive(message: QmpMessage, time: number) {
      heard.push([message.event ?? 'reply', time]);
      return message.event === 'STOP' ? [{ command: { execute: 'cont' }, after: 50 }] : [];
    },
  });
  const once = story([FULL_ONCE], [writes(100, 'w0')]);

  test('sends when it says, and hears what comes of it', () => {
    const heard: [string, number][] = [];
    const { transcript } = checkProperties(once, { qemu: '10.0.13', observers: [managedBy(() => resumer(heard))] });
    expect(heard).toEqual([
      ['BLOCK_IO_ERROR', 100],
      ['STOP', 100],
      ['RESUME', 150],
      ['reply', 150],
    ]);
    expect(transcript).toMatch(/"complete": \{"device": "vd0", "tag": "w0", "status": "ok"\}/);
  });

  test('is asked once, and what it did is drawn', () => {
    let made = 0;
    const make = () => {
      made++;
      return resumer([]);
    };
    const { timeline } = playScenario(once, { observers: [managedBy(make)] });
    expect(timeline).toMatch(/ 150 +> cont\n/);
    expect(made).toBe(1);
  });

  test('is made afresh for each run', () => {
    let made = 0;
    const make = () => {
      made++;
      return resumer([]);
    };
    checkProperties(once, { orders: 3, properties: ['stop-resume-alternate'], observers: [managedBy(make)] });
    expect(made).toBe(4);
  });
});

describe('reports', () => {
  const report: ExploreReport = {
    scenario: 'a "story" <of> two & more',
    qemu: '10.0.2',
    exhausted: false,
    states: 3,
    transitions: 4,
    properties: [
      { name: 'one', kind: 'always', verdict: 'holds' },
      {
        name: 'two',
        kind: 'always',
        verdict: 'violated',
        sentence: 'it is <broken>\nfor 100 %',
        counterexample: { ...failing, order: ['a', 'b & c'] },
      },
      { name: 'three', kind: 'eventually', verdict: 'undecided' },
    ],
  };

  const traffic: TrafficReport = {
    file: 'logs/a.jsonl',
    machine: '0x7f00',
    properties: [
      { name: 'one', verdict: 'holds' },
      {
        name: 'two',
        verdict: 'violated',
        line: 6,
        sentence: 'it is broken',
        violations: [
          { line: 6, sentence: 'it is broken' },
          { line: 9, sentence: 'it is <broken> again' },
        ],
      },
      { name: 'three', verdict: 'undecided', line: 7, sentence: 'something is open' },
    ],
  };

  test("as JUnit's XML", () => {
    const suite = 'a &quot;story&quot; &lt;of&gt; two &amp; more on QEMU 10.0.2';
    const text = junit([report, traffic]);
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>\n.*<\/testsuites>\n$/s);
    expect(text).toContain(`<testsuite name="${suite}" tests="3" failures="1" skipped="1">
    <testcase classname="${suite}" name="one"/>
    <testcase classname="${suite}" name="two">
      <failure message="it is &lt;broken&gt;&#10;for 100 %">name: failing
blockdev:
`);
    expect(text).toContain('order: [a, &quot;b &amp; c&quot;]\n</failure>\n    </testcase>\n');
    expect(text).toContain('<skipped message="not every state was seen"/>');
    expect(text).toContain(`  <testsuite name="logs/a.jsonl (0x7f00)" tests="3" failures="1" skipped="1">
    <testcase classname="logs/a.jsonl (0x7f00)" name="one"/>
    <testcase classname="logs/a.jsonl (0x7f00)" name="two">
      <failure message="it is broken">line 6: it is broken
line 9: it is &lt;broken&gt; again</failure>
    </testcase>
    <testcase classname="logs/a.jsonl (0x7f00)" name="three">
      <skipped message="the log is cut, and something is open"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  test('as annotations on GitHub', () => {
    expect(githubAnnotations(report, 'stories/a,b.yaml')).toBe(
      '::error file=stories/a%2Cb.yaml,title=two violated on QEMU 10.0.2::it is <broken>%0Afor 100 %25\n' +
        '::warning file=stories/a%2Cb.yaml,title=three undecided on QEMU 10.0.2::not every state was seen\n',
    );
    expect(githubAnnotations(traffic)).toBe(
      '::error file=logs/a.jsonl,line=6,title=two violated::it is broken\n' +
        '::error file=logs/a.jsonl,line=9,title=two violated::it is <broken> again\n' +
        '::warning file=logs/a.jsonl,line=7,title=three undecided::the log is cut, and something is open\n',
    );
  });
});

describe('recorded traffic', () => {
  const { transcript } = checkProperties(failing, { qemu: '10.0.2' });

  test('is judged as the run is that it comes from', () => {
    const [found, ...others] = checkTraffic(transcript, { file: 'run.jsonl' });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ file: 'run.jsonl' });
    const verdicts = Object.fromEntries((found?.properties ?? []).map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({ 'stop-has-io-error': 'violated', 'stop-resume-alternate': 'holds' });
    expect(checkTraffic(transcript, { properties: ['job-status-legal'] })[0]?.properties).toEqual([
      { name: 'job-status-legal', verdict: 'holds' },
    ]);
  });

  test('is refused by its name and line', () => {
    expect(() => checkTraffic('', { file: 'a.log' })).toThrow(/^a\.log: there is no QMP message in it, expected /);
    expect(() => checkTraffic('what?', { file: 'a.log' })).toThrow(/^a\.log:1: this is not JSON, expected /);
  });

  test('shows only what clients see', () => {
    expect(() => checkTraffic(transcript, { properties: ['no-lost-write'] })).toThrow(
      "'no-lost-write' cannot be told from traffic",
    );
  });
});

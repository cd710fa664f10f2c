import { describe, expect, test } from 'vitest';
import {
  checkProperties,
  type ExploreReport,
  exploreProperty,
  githubAnnotations,
  junit,
  type Manager,
  managedBy,
  matchers,
  type QmpMessage,
} from '../../src/testing/index.ts';
import { FULL_ONCE, sends, story, writes } from '../support/stories.ts';

const failing = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')], { name: 'failing' });

describe('checking properties', () => {
  test('finds what a plain run breaks', () => {
    const { violations, seed, transcript } = checkProperties(failing, { qemu: '10.0.2' });
    expect(violations.map(({ property }) => property)).toEqual(['stop-has-io-error']);
    expect(seed).toBeUndefined();
    expect(transcript).toContain('"STOP"');
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
    expect(() => exploreProperty(failing, 'stop-has-error')).toThrow("did you mean 'stop-has-io-error'");
  });

  test('explores one property', () => {
    expect(exploreProperty(failing, 'stop-has-io-error', { qemu: '10.0.13' })).toMatchObject({ verdict: 'holds' });
    expect(exploreProperty(failing, 'stop-has-io-error', { qemu: '10.0.2' })).toMatchObject({ verdict: 'violated' });
    expect(exploreProperty(failing, 'stop-has-io-error', { qemu: '10.0.13', maxStates: 1 }).verdict).toBe('undecided');
  });
});

describe('matchers', () => {
  const { toHold, toViolate, toGoWell } = matchers;

  test('pass as the search says', () => {
    expect(toHold(failing, 'stop-has-io-error', { qemu: '10.0.13' }).pass).toBe(true);
    expect(toHold(failing, 'stop-has-io-error', { qemu: '10.0.2' }).pass).toBe(false);
    expect(toViolate(failing, 'stop-has-io-error', { qemu: '10.0.2' }).pass).toBe(true);
    expect(toViolate(failing, 'stop-has-io-error', { qemu: '10.0.13' }).pass).toBe(false);
    expect(toGoWell(failing, { qemu: '10.0.13' }).pass).toBe(true);
    expect(toGoWell(failing, { qemu: '10.0.2' }).pass).toBe(false);
  });

  test('say what they found', () => {
    const broken = toHold(failing, 'stop-has-io-error', { qemu: '10.0.2' }).message();
    expect(broken).toMatch(
      /^failing: stop-has-io-error is violated: a STOP .*\n\nin this order:\n {2}time passes to 400 ms\n/,
    );
    expect(toHold(failing, 'stop-has-io-error', { qemu: '10.0.13', maxStates: 1 }).message()).toContain(
      'is undecided after',
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

  test("as JUnit's XML", () => {
    expect(junit([report])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="a &quot;story&quot; &lt;of&gt; two &amp; more on QEMU 10.0.2" tests="3" failures="1" skipped="1">
    <testcase classname="a &quot;story&quot; &lt;of&gt; two &amp; more on QEMU 10.0.2" name="one"/>
    <testcase classname="a &quot;story&quot; &lt;of&gt; two &amp; more on QEMU 10.0.2" name="two">
      <failure message="it is &lt;broken&gt;\nfor 100 %">a
b &amp; c</failure>
    </testcase>
    <testcase classname="a &quot;story&quot; &lt;of&gt; two &amp; more on QEMU 10.0.2" name="three">
      <skipped message="not every state was seen"/>
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
  });
});

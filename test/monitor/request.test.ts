/** The check of requests: their form, the negotiation, out of band, the id (4.2, M-3, M-4, M-12). */
import { describe, expect, test } from 'vitest';
import { writeJson } from '../../src/monitor/json-writer.ts';
import { checkCommand, isOutOfBand, parseRequest, type RequestWording } from '../../src/monitor/request.ts';
import { schemaNamed } from '../../src/monitor/schema/index.ts';
import { parsed } from './json-helpers.ts';

interface Client {
  readonly oob?: boolean;
  readonly negotiating?: boolean;
  readonly wording?: RequestWording;
}

/** The reply's text if the request is refused, `run COMMAND` if it may run. */
function answer(request: string, { oob = false, negotiating = false, wording = 'current' }: Client = {}): string {
  const form = parseRequest(parsed(request), oob, wording);
  if (form.kind === 'error') return writeJson({ error: { ...form.error }, ...form.id });
  const checked = checkCommand(schemaNamed('11.1'), form, negotiating);
  if (checked.kind === 'error') return writeJson({ error: { ...checked.error }, ...form.id });
  return `run ${checked.command.name} ${writeJson(checked.arguments as never)}`;
}

const generic = (desc: string, id = '') => `{${id}"error": {"class": "GenericError", "desc": "${desc}"}}`;
const notFound = (desc: string, id = '') => `{${id}"error": {"class": "CommandNotFound", "desc": "${desc}"}}`;

describe('form', () => {
  test.each([
    ['5', generic('QMP input must be a JSON object')],
    ['null', generic('QMP input must be a JSON object')],
    ['[]', generic('QMP input must be a JSON object')],
    ['5.5', generic('QMP input must be a JSON object')],
    ['{}', generic("QMP input lacks member 'execute'")],
    ['{"id": 5}', generic("QMP input lacks member 'execute'", '"id": 5, ')],
    ['{"arguments": {}}', generic("QMP input lacks member 'execute'")],
    ['{"execute": 5}', generic("QMP input member 'execute' must be a string")],
    ['{"execute": null}', generic("QMP input member 'execute' must be a string")],
    ['{"execute": "query-status", "arguments": []}', generic("QMP input member 'arguments' must be an object")],
    ['{"execute": "query-status", "arguments": null}', generic("QMP input member 'arguments' must be an object")],
    ['{"execute": "query-status", "arguments": 1e3}', generic("QMP input member 'arguments' must be an object")],
    [
      '{"execute": "query-name", "id": "x", "bogus": 1}',
      generic("QMP input member 'bogus' is unexpected", '"id": "x", '),
    ],
    ['{"execute": "query-status", "control": {"run-oob": true}}', generic("QMP input member 'control' is unexpected")],
    ['{"execute": "query-status", "ID": 1}', generic("QMP input member 'ID' is unexpected")],
    ['{"exec-oob": "query-yank"}', generic("QMP input member 'exec-oob' is unexpected")],
    ['{"": 1}', generic("QMP input member '' is unexpected")],
    ['{"execute": "nope"}', notFound('The command nope has not been found')],
    ['{"execute": "QUERY-STATUS"}', notFound('The command QUERY-STATUS has not been found')],
    ['{"execute": ""}', notFound('The command  has not been found')],
    ['{"execute": "x\\u0000y"}', notFound('The command x\\u0000y has not been found')],
    [
      '{"execute": "query-status", "arguments": {"a": 1}, "id": {"b": [], "a": 1e3}}',
      generic("Parameter 'a' is unexpected", '"id": {"a": 1000, "b": []}, '),
    ],
    ['{"execute": "query-status", "id": null}', 'run query-status {}'],
    [
      '{"execute": "device_add", "arguments": {"driver": "x", "any": [1]}}',
      'run device_add {"any": [1], "driver": "x"}',
    ],
  ])('%s', (request, reply) => expect(answer(request)).toBe(reply));

  test('members are looked at in bucket order, not as written (M-20)', () => {
    expect(answer('{"foo": 1, "arguments": 2, "execute": 3, "control": 4}')).toContain("'control' is unexpected");
    expect(answer('{"foo": 1, "arguments": 2, "execute": 3}')).toContain("'execute' must be");
    expect(answer('{"foo": 1, "arguments": 2, "execute": "stop"}')).toContain("'arguments' must be");
    expect(answer('{"foo": 1, "execute": "stop"}')).toContain("'foo' is unexpected");
  });
});

describe('out of band', () => {
  test.each([
    ['{"exec-oob": "query-yank"}', 'run query-yank {}'],
    ['{"exec-oob": "query-status"}', generic('The command query-status does not support OOB')],
    ['{"exec-oob": "nope"}', notFound('The command nope has not been found')],
    ['{"exec-oob": 5}', generic("QMP input member 'exec-oob' must be a string")],
    ['{"execute": 5, "exec-oob": 5}', generic("QMP input member 'exec-oob' must be a string")],
    [
      '{"execute": "stop", "exec-oob": "query-yank", "id": 1}',
      generic("QMP input member 'execute' clashes with 'exec-oob'", '"id": 1, '),
    ],
    ['{"exec-oob": "query-yank", "arguments": {"a": 1}}', generic("Parameter 'a' is unexpected")],
    ['{"execute": "query-yank"}', 'run query-yank {}'],
  ])('%s', (request, reply) => expect(answer(request, { oob: true })).toBe(reply));

  test('the monitor thread runs what asks for it and does not also ask otherwise', () => {
    expect(isOutOfBand(parsed('{"exec-oob": 5}'))).toBe(true);
    expect(isOutOfBand(parsed('{"exec-oob": "yank", "execute": "stop"}'))).toBe(false);
    expect(isOutOfBand(parsed('{"execute": "yank"}'))).toBe(false);
    expect(isOutOfBand(parsed('["exec-oob"]'))).toBe(false);
  });
});

describe('negotiation (M-3, M-4)', () => {
  const expecting = notFound("Expecting capabilities negotiation with 'qmp_capabilities'");

  test.each([
    ['{"execute": "query-status"}', expecting],
    ['{"execute": "nope"}', expecting],
    ['{"execute": "query-status", "arguments": {"a": 1}}', expecting],
    ['{"execute": 5}', generic("QMP input member 'execute' must be a string")],
    [
      '{"execute": "qmp_capabilities", "arguments": {"enable": ["bar"]}}',
      generic("Parameter 'null' does not accept value 'bar'"),
    ],
    ['{"execute": "qmp_capabilities", "arguments": {"x": 1}}', generic("Parameter 'x' is unexpected")],
    ['{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}', 'run qmp_capabilities {"enable": ["oob"]}'],
  ])('%s', (request, reply) => expect(answer(request, { negotiating: true })).toBe(reply));
});

describe('before 2.12', () => {
  test.each([
    ['5', generic("Expected 'object' in QMP input")],
    ['{"id": 1}', generic("Expected 'execute' in QMP input")],
    ['{"id": 1, "execute": 5}', generic("QMP input object member 'execute' expects 'string'")],
    ['{"id": 1, "execute": "stop", "arguments": []}', generic("QMP input object member 'arguments' expects 'object'")],
    ['{"id": 1, "execute": "stop", "x": 1}', generic("QMP input object member 'x' is unexpected")],
  ])('%s is answered without id', (request, reply) => expect(answer(request, { wording: 'old' })).toBe(reply));
});

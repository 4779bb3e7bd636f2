import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '@outlay/service-kit/config.ts';
import { environment } from '../src/config.ts';

const operators = environment.pick({ OPERATOR_EMAILS: true });

test('operators are named by their e-mail addresses', () => {
  const given = { OPERATOR_EMAILS: 'Ana@example.org, ben@example.org' };
  const { OPERATOR_EMAILS } = readEnvironment(operators, given);
  assert.deepEqual(OPERATOR_EMAILS, ['Ana@example.org', 'ben@example.org']);
});

test('one that is none is refused in one line that names the variable and not the address', () => {
  for (const wrong of ['nobody', 'ana@example.org,nobody', 'ana@example.org;ben@example.org']) {
    assert.throws(() => readEnvironment(operators, { OPERATOR_EMAILS: wrong }), {
      name: 'ConfigError',
      message:
        'OPERATOR_EMAILS is not valid: write each as ana@example.org, with a comma between two',
    });
  }
});

// SPDX-License-Identifier: Apache-2.0
// Failures in words: each names what a person should look at.
import assert from 'node:assert/strict';

const most = 25;

/** Fails with the list, unless it is empty. */
export function none(list, what) {
  if (list.length === 0) {
    return;
  }
  const shown = list.slice(0, most).map((line) => `\n  - ${line}`).join('');
  const rest = list.length > most ? `\n  ... and ${list.length - most} more` : '';
  assert.fail(`${what} (${list.length}):${shown}${rest}`);
}

export const twice = (list) => [...new Set(list.filter((item, at) => list.indexOf(item) !== at))];

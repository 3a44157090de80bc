// SPDX-License-Identifier: Apache-2.0
// All that holds for any edition.
import { after, before, describe } from 'node:test';
import { launch } from '../lib/browser.mjs';
import { evidenceTests } from './evidence.mjs';
import { figureTests } from './figures.mjs';
import { paperTests } from './paper.mjs';
import { readingTests } from './reading.mjs';

/** `build` gives an edition; `more` adds tests of its own. */
export function editionTests(name, build, more = () => {}) {
  // At once: where there is no edition, that is the one failure to look at.
  const context = { name, edition: build() };
  describe(name, () => {
    before(async () => {
      context.browser = await launch();
    });
    after(() => context.browser?.close());
    readingTests(context);
    figureTests(context);
    evidenceTests(context);
    paperTests(context);
    more(context);
  });
}

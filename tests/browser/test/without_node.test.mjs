// SPDX-License-Identifier: Apache-2.0
// Built where Node is missing, the page has no pictures of its own: the browser draws them all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, withPage } from '../lib/browser.mjs';
import { inspectSvg } from '../lib/layout.mjs';
import { buildEdition, flagship, temporaryFolder } from '../lib/program.mjs';
import { none } from '../lib/say.mjs';

const edition = buildEdition(flagship, { env: { ...process.env, PATH: temporaryFolder() } });

describe('flagship without Node', () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  test('one line says that Node is missing and how to get it', () => {
    const said = `${edition.said.err}\n${edition.said.out}`;
    const lines = said.split('\n').filter((line) => /^(warning|error|note):.*\bnode(js)?\b/i.test(line));
    assert.equal(lines.length, 1, `lines about Node:\n${lines.join('\n')}\nthe build said:\n${said.slice(-1500)}`);
    assert.match(said, /install node/i);
  });

  test('the page comes without pictures and says so to those without scripts', async () => {
    await withPage(browser, edition.page, { scripts: false }, async (page) => {
      assert.equal(await page.locator('[data-figure] svg').count(), 0, 'there are pictures: PATH without node was not enough');
      const silent = await page.evaluate(() => [...document.querySelectorAll('[data-figure]')]
        .filter((box) => box.textContent.trim() === '').map((box) => box.dataset.figure)).catch(() => []);
      none(silent, 'figures that say nothing without scripts');
    });
  });

  test('the browser draws every figure', async () => {
    await withPage(browser, edition.page, {}, async (page) => {
      const faults = [...page.faults];
      for (const figure of edition.figures.filter((one) => one.form !== 'table')) {
        const svg = page.locator(`[data-figure="${figure.id}"] svg`).filter({ visible: true });
        const found = (await svg.count()) ? await svg.first().evaluate(inspectSvg) : { marks: 0 };
        if (found.marks < 3) {
          faults.push(`${figure.id}: ${found.marks} marks`);
        }
      }
      none(faults, 'figures that did not draw themselves');
    });
  });

  test('it prints them too', async () => {
    await withPage(browser, edition.page, {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const unseen = [];
      for (const figure of edition.figures.filter((one) => one.form !== 'table')) {
        if (!(await page.locator(`[data-figure="${figure.id}"] svg`).filter({ visible: true }).count())) {
          unseen.push(figure.id);
        }
      }
      none(unseen, 'figures that are not on paper: print needs the live view where there is no picture');
    });
  });
});

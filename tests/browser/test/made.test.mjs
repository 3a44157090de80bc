// SPDX-License-Identifier: Apache-2.0
// A made edition: the same as for any, its stamp, and words that stay words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from '../lib/browser.mjs';
import { image, madeDossier, script } from '../lib/made.mjs';
import { buildEdition } from '../lib/program.mjs';
import { none } from '../lib/say.mjs';
import { editionTests } from '../suites/edition.mjs';
import { monitorTests } from '../suites/monitor.mjs';

/** What was taken for HTML; runs in the page. */
function harm() {
  const found = [];
  if (window.harmed) {
    found.push(`window.harmed is ${window.harmed}: a script from the dossier ran`);
  }
  for (const element of document.querySelectorAll('img[src="x"], [onerror], image[href="x"]')) {
    found.push(`${element.outerHTML.slice(0, 100)} inside <${element.parentElement.localName}>`);
  }
  return found;
}

function madeTests(context) {
  monitorTests(context);
  test('words of the dossier that look like HTML stay words', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      for (const link of await page.locator('article a.number').filter({ visible: true }).all()) {
        await link.click();
        await page.keyboard.press('Escape');
      }
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      none([...(await page.evaluate(harm)), ...page.faults], 'text that became more than text');
    });
  });

  test('they can be read as they were written', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      const texts = await page.evaluate(() => ({
        title: document.title,
        dossier: document.querySelector('header').textContent,
        caption: document.querySelector('figure figcaption').textContent,
        statements: document.getElementById('statements').textContent,
      }));
      none(Object.entries({ title: image, dossier: image, caption: script, statements: script })
        .filter(([place, words]) => !texts[place].includes(words))
        .map(([place, words]) => `'${words}' is not to be read in the ${place}: ${texts[place].slice(0, 200)}`), 'words that got lost');
    });
  });

  test('the synthetic stamp shows on the page, in each figure and on its number panels', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      assert.ok(await page.locator('.stamp').filter({ visible: true }).count(), 'no .stamp can be seen on the page');
      assert.match(await page.locator('.stamp').first().innerText(), /synthetic/i);
      const missing = [];
      for (const media of ['screen', 'print']) {
        await page.emulateMedia({ media });
        for (const figure of context.edition.figures) {
          const box = figure.form === 'table' ? page.locator('figure.table').filter({ hasText: figure.title }).locator('figcaption')
            : page.locator(`[data-figure="${figure.id}"] svg`).filter({ visible: true });
          const words = (await box.count()) ? await box.first().evaluate((element) => element.textContent) : '';
          if (!/synthetic/i.test(words)) {
            missing.push(`${figure.id} (${media})`);
          }
        }
      }
      const bare = await page.evaluate(() => [...document.querySelectorAll('.panel')]
        .filter((panel) => !/synthetic/i.test(panel.textContent)).map((panel) => `panel #${panel.id}`));
      none([...missing, ...bare], 'made data without its stamp');
    });
  });
}

editionTests('made', () => buildEdition(madeDossier()), madeTests);

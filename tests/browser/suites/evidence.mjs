// SPDX-License-Identifier: Apache-2.0
// Every number leads to its evidence: by pointer, by keyboard, without scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from '../lib/browser.mjs';
import { none, twice } from '../lib/say.mjs';
import { shoot } from '../lib/shots.mjs';

/** Links of the page that lead nowhere in it, and ids given twice; runs in the page. */
function links() {
  const dead = [];
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(link.getAttribute('href').slice(1));
    if (id !== '' && !document.getElementById(id)) {
      dead.push(`#${id} of '${link.textContent.trim()}'`);
    }
  }
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(/\s+/)) {
        if (id !== '' && !document.getElementById(id)) {
          dead.push(`${name}='${id}' of <${element.localName}>`);
        }
      }
    }
  }
  return { dead, ids: [...document.querySelectorAll('[id]')].map((element) => element.id) };
}

/** Faults of the panels that numbers lead to; runs in the page. */
function panels() {
  const why = /not published|not collected|not applicable|suppressed|late|no statement is held/i;
  const faults = new Set();
  const numbers = [...document.querySelectorAll('a.number')];
  for (const link of numbers) {
    const where = link.getAttribute('href') ?? '';
    const panel = where.startsWith('#') ? document.getElementById(decodeURIComponent(where.slice(1))) : null;
    if (!panel) {
      faults.add(`'${link.textContent}' leads to '${where}', which is not there`);
      continue;
    }
    const statements = [...panel.querySelectorAll('.statements > li')];
    // A panel names each statement and who said it; the statement itself stands once in the page.
    const sourced = statements.filter((one) => {
      const link = one.querySelector('a[href^="#st-"]');
      const full = link && document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)));
      const named = link && one.textContent.trim().length > link.textContent.length + 3;
      return named && full?.querySelector('code.claim')?.textContent === link.textContent && full.querySelector('.from a');
    });
    const value = panel.querySelector('.value')?.textContent.trim() ?? '';
    if (value === '') {
      faults.add(`${where}: says no value`);
    }
    if (sourced.length !== statements.length) {
      faults.add(`${where}: ${statements.length - sourced.length} of its statements lack id or source`);
    }
    const terms = [...panel.querySelectorAll('dt')].map((term) => term.textContent);
    const supposed = /no statement binds it/i.test(panel.textContent) && ['Assumes', 'With numbers', 'From'].some((term) => terms.includes(term));
    if (statements.length === 0 && !why.test(value) && !supposed) {
      faults.add(`${where} ('${value}'): names no statement, not why it is missing, nor what is assumed`);
    }
  }
  return { count: numbers.length, faults: [...faults] };
}

const dialog = (page) => page.locator('dialog[open], [role="dialog"]:not([hidden])').filter({ visible: true });
const focused = (page) => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160) ?? '');

/** Words of the panel that a link leads to. */
const panelTitle = (link) => link.evaluate((element) =>
  document.getElementById(decodeURIComponent(element.getAttribute('href').slice(1)))?.querySelector('h3')?.textContent.trim() ?? '');

/** Numbers that can be seen: the first, the last, some between. */
async function someNumbers(page, most) {
  const numbers = page.locator('article a.number').filter({ visible: true });
  const count = await numbers.count();
  const step = Math.max(1, Math.floor(count / most));
  return [...Array(count).keys()].filter((i) => i % step === 0).slice(0, most).map((i) => numbers.nth(i));
}

async function opensPanel(page, title) {
  await dialog(page).first().waitFor({ timeout: 3000 }).catch(() => assert.fail(`no dialog opens for '${title}'`));
  const text = await dialog(page).first().innerText();
  assert.ok(text.replace(/\s+/g, ' ').includes(title.replace(/\s+/g, ' ')), `the dialog for '${title}' shows instead: ${text.slice(0, 200)}`);
}

async function closesWith(page, link, title) {
  await page.keyboard.press('Escape');
  await dialog(page).first().waitFor({ state: 'hidden', timeout: 3000 }).catch(() => assert.fail(`Esc does not close the dialog of '${title}'`));
  const back = await link.evaluate((element) => document.activeElement === element);
  assert.ok(back, `after Esc the focus is not back on the number that opened '${title}' but on ${await focused(page)}`);
}

export function evidenceTests(context) {
  test('every number leads to a panel that names statement and source, or why there is none', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      const { count, faults } = await page.evaluate(panels);
      assert.ok(count > 0, 'the page has no a.number at all');
      none(faults, `of ${count} links, panels to look at`);
    });
  });

  test('every link inside the page resolves and every id is unique', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      const { dead, ids } = await page.evaluate(links);
      none([...new Set(dead)], 'links that lead nowhere');
      none(twice(ids), 'ids that are given more than once');
    });
  });

  test('a click on a number opens its panel, Esc closes it, focus returns', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      for (const [index, link] of (await someNumbers(page, 6)).entries()) {
        const title = await panelTitle(link);
        await link.click();
        await opensPanel(page, title);
        if (index === 0) {
          await shoot(page, `${context.name}-panel`);
        }
        await closesWith(page, link, title);
      }
      none(page.faults, 'the page complained');
    });
  });

  test('without scripts a number is a link to its panel', async () => {
    await withPage(context.browser, context.edition.page, { scripts: false }, async (page) => {
      for (const link of await someNumbers(page, 4)) {
        const target = decodeURIComponent((await link.getAttribute('href')).slice(1));
        await link.focus();
        await page.keyboard.press('Enter');
        const panel = page.locator(`[id="${target}"]`);
        assert.ok(await panel.isVisible(), `#${target} cannot be seen when scripts are off`);
        await page.waitForTimeout(100);
        const box = await panel.boundingBox();
        assert.ok(box.y < page.viewportSize().height && box.y + box.height > 0, `Enter on the link to #${target} does not bring it into view (it is at ${box.y})`);
      }
    });
  });

  test('the keyboard is enough: skip link, a number, Enter, Esc', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      await page.keyboard.press('Tab');
      const skip = page.locator(':focus');
      const target = await skip.getAttribute('href').catch(() => null);
      assert.ok(target?.startsWith('#'), `the first Tab does not reach a skip link but ${await focused(page)}`);
      const box = await skip.boundingBox();
      assert.ok(box && box.x >= 0 && box.y >= 0 && box.width > 20 && box.height > 10, 'the skip link cannot be seen when it has the focus');
      await page.keyboard.press('Enter');
      const inMain = () => page.evaluate(() => Boolean(document.activeElement.closest('main')));
      const number = page.locator('a.number:focus');
      for (let presses = 0; presses < 40 && (await number.count()) === 0; ++presses) {
        await page.keyboard.press('Tab');
        assert.ok(await inMain(), `after the skip link, Tab leaves the report for ${await focused(page)}`);
      }
      assert.equal(await number.count(), 1, '40 presses of Tab after the skip link reach no number');
      const link = await number.elementHandle();
      const title = await panelTitle(link);
      await page.keyboard.press('Enter');
      await opensPanel(page, title);
      const inside = await page.evaluate(() => Boolean(document.activeElement.closest('dialog, [role="dialog"]')));
      assert.ok(inside, `the focus is not inside the open dialog but on ${await focused(page)}`);
      await closesWith(page, link, title);
    });
  });
}

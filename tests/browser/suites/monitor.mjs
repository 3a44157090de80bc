// SPDX-License-Identifier: Apache-2.0
// The monitor of an edition: caps, board and monitors, each with its evidence, none told by colour alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desktop, phone, withPage } from '../lib/browser.mjs';
import { none } from '../lib/say.mjs';
import { shoot } from '../lib/shots.mjs';

const dialog = (page) => page.locator('dialog[open]').filter({ visible: true });

/** What is told by a sign or a drawing and by no word; runs in the page. */
function signsWithoutWords() {
  const faults = [];
  for (const sign of document.querySelectorAll('.monitor .sign')) {
    if (sign.parentElement.textContent.trim() === '') {
      faults.push(`a sign alone in <${sign.parentElement.localName} class='${sign.parentElement.className}'>`);
    }
  }
  for (const meter of document.querySelectorAll('.monitor .meter')) {
    const drawn = [...meter.querySelectorAll('.range-row:not(.axis)')].map((row) => row.firstElementChild.textContent);
    const listed = [...meter.querySelectorAll('tbody th')].map((cell) => cell.textContent);
    for (const span of drawn.filter((one) => !listed.some((other) => other.startsWith(one)))) {
      faults.push(`${span} is drawn and not in the table`);
    }
    if (drawn.length > 0 && (meter.querySelector('.ranges').getAttribute('aria-label') ?? '').length < 20) {
      faults.push('the ranges have no words for those who cannot see them');
    }
  }
  return faults;
}

/** Goes on by Tab until the focus is on what `selector` names. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 60; ++presses) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) {
      return page.locator(`${selector}:focus`).elementHandle();
    }
    await page.keyboard.press('Tab');
  }
  return assert.fail(`60 presses of Tab reach no ${selector}`);
}

async function opensByKey(page, link, title) {
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ timeout: 3000 }).catch(() => assert.fail(`Enter opens nothing for '${title}'`));
  const text = await dialog(page).innerText();
  await page.keyboard.press('Escape');
  assert.ok(await link.evaluate((element) => document.activeElement === element), `after Esc the focus is not back on '${title}'`);
  return text;
}

export function monitorTests(context) {
  test('the monitor is a section of the page, with caps, board and monitors as of a day', async () => {
    for (const [place, size] of [['desk', desktop], ['phone', phone]]) {
      await withPage(context.browser, context.edition.page, { size }, async (page) => {
        assert.ok(await page.locator('nav a', { hasText: 'Monitor' }).count(), 'the contents do not name it');
        const monitor = page.locator('#monitor');
        assert.match(await monitor.locator('.lead').innerText(), /known on \d{4}-\d\d-\d\d/);
        for (const part of ['.meter .ranges', '.meter table', '.board .cell', '.causes li']) {
          assert.ok(await monitor.locator(part).count(), `no ${part}`);
        }
        await monitor.locator('details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
        await shoot(monitor, `${context.name}-monitor-${place}`);
        none(page.faults, 'the page complained');
      });
    }
  });

  test('no verdict, level or state is told by colour or shape alone', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => none(await page.evaluate(signsWithoutWords), 'without words'));
  });

  test('by keyboard, a number of a cap and a cell of the board open their evidence', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      await page.locator('#monitor .meter .scroll').first().focus();
      const number = await tabTo(page, '.meter a.number');
      const opened = await opensByKey(page, number, 'a number of a cap');
      assert.match(opened, /Statements that bind it|No statement binds it/);
      const cell = await tabTo(page, '.board a.opens');
      const title = await cell.evaluate((element) => element.closest('.cell').querySelector('strong').textContent);
      const told = await opensByKey(page, cell, title);
      assert.ok(told.includes(`Board: ${title}`), `the dialog of '${title}' shows instead: ${told.slice(0, 200)}`);
    });
  });

  test('each monitor tells value, what it is held against, and its record', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      const bare = await page.evaluate(() => [...document.querySelectorAll('.causes li')]
        .filter((item) => !item.querySelector('.facts a.number') || !/backtest|warned of/.test(item.textContent))
        .map((item) => item.id));
      none(bare, 'monitors that lack a number or a record');
    });
  });
}

// SPDX-License-Identifier: Apache-2.0
// The page is quiet, keeps to itself, and can be read by everybody, on a desk and on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers } from '../lib/axe.mjs';
import { desktop, phone, withPage } from '../lib/browser.mjs';
import { none } from '../lib/say.mjs';
import { shootReport } from '../lib/shots.mjs';

/** What stands over the right edge of the window and is not inside something that scrolls; runs in the page. */
function sticksOut() {
  const width = document.documentElement.clientWidth;
  const held = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) {
        return true;
      }
    }
    return false;
  };
  // A word too long stands over the edge of its box without making the box wider.
  const reaches = (element) => {
    const box = element.getBoundingClientRect();
    const open = getComputedStyle(element).overflowX === 'visible';
    return Math.max(box.right, open && box.width > 0 ? box.left + element.scrollWidth : 0) > width + 1;
  };
  const over = [...document.body.querySelectorAll('*')].filter((element) => reaches(element) && !held(element));
  const out = over.filter((element) => !over.some((other) => other !== element && element.contains(other)));
  return { scrolls: document.scrollingElement.scrollWidth > width + 1, width: document.scrollingElement.scrollWidth,
    out: out.slice(0, 12).map((element) => `<${element.localName} class='${element.getAttribute('class') ?? ''}'> ${element.textContent.trim().slice(0, 60)}`) };
}

export function readingTests(context) {
  test('opened from the file system with the network cut: no complaint, no request', async () => {
    for (const scheme of ['light', 'dark']) {
      await withPage(context.browser, context.edition.page, { scheme }, async (page) => {
        await page.waitForTimeout(300);
        await page.mouse.wheel(0, 20_000);
        await page.waitForTimeout(100);
        none(page.faults, `the page complained or asked for something (${scheme})`);
        await shootReport(page, `${context.name}-page-${scheme}`);
      });
    }
  });

  test('without scripts there is no complaint and no request either', async () => {
    await withPage(context.browser, context.edition.page, { scripts: false }, async (page) => none(page.faults, 'the page complained'));
  });

  for (const [place, size] of [['desk', desktop], ['phone', phone]]) {
    for (const scheme of ['light', 'dark']) {
      test(`axe finds no serious barrier (${place}, ${scheme})`, async () => {
        await withPage(context.browser, context.edition.page, { size, scheme }, async (page) => {
          await page.locator('article a.number').filter({ visible: true }).first().click();
          await page.locator('dialog[open]').waitFor();
          const inPanel = await barriers(page, 'dialog[open]');
          await page.keyboard.press('Escape');
          none([...inPanel, ...(await barriers(page))], 'barriers in an open panel and on the page');
        });
      });
    }
  }

  test('with everything unfolded axe finds no serious barrier', async () => {
    await withPage(context.browser, context.edition.page, {}, async (page) => {
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      none(await barriers(page), 'barriers inside <details>');
    });
  });

  test('on a phone the page does not scroll sideways', async () => {
    await withPage(context.browser, context.edition.page, { size: phone }, async (page) => {
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      const { scrolls, width, out } = await page.evaluate(sticksOut);
      assert.ok(!scrolls, `the page is ${width} pixels wide at 390; sticking out:\n  ${out.join('\n  ')}`);
      await shootReport(page, `${context.name}-page-phone`);
    });
  });
}

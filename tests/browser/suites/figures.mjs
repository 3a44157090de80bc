// SPDX-License-Identifier: Apache-2.0
// Every figure that figures.toml declares is there, drawn, captioned, told in words and given as data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desktop, phone, withPage } from '../lib/browser.mjs';
import { inspectSvg } from '../lib/layout.mjs';
import { none } from '../lib/say.mjs';
import { shoot } from '../lib/shots.mjs';

const smallest = { desktop: 9, phone: 8, paper: 9 }; // pixels of a letter's height of line

/** Everything about the figures of an open page: { ID: { title, live, picture, ... } }; runs in the page. */
function survey() {
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
  };
  const facts = {};
  for (const figure of document.querySelectorAll('figure')) {
    const box = figure.querySelector('[data-figure]');
    const caption = figure.querySelector('figcaption');
    const live = box?.querySelector('.figure-live svg');
    const picture = box && [...box.querySelectorAll('svg')].find(shown);
    const fact = {
      caption: caption && shown(caption) ? caption.textContent.replace(/\s+/g, ' ').trim() : '',
      drawn: box?.dataset.drawn ?? '',
      live: Boolean(live && shown(live)),
      pictures: box ? [...box.querySelectorAll('svg')].filter(shown).length : 0,
      alternative: live?.getAttribute('aria-label') || picture?.getAttribute('aria-label') || '',
      words: figure.querySelector('details.words p')?.textContent.trim() ?? '',
      rows: figure.querySelectorAll('table tbody tr').length,
    };
    facts[box?.dataset.figure ?? `table: ${fact.caption}`] = fact;
  }
  return facts;
}

/** Opens the page without its panels: they have no part in figures, and a page is quicker without a thousand of them. */
const withFigures = (context, options, work) => withPage(context.browser, context.edition.page, options, async (page) => {
  await page.evaluate(() => document.getElementById('panels')?.replaceChildren());
  return work(page);
});

const isTable = (figure) => figure.form === 'table';
const plain = (text) => text.replace(/\s+/g, ' ').trim();

/** Faults of one figure as the reader meets it. */
function faultsOf(figure, facts) {
  if (isTable(figure)) {
    const found = Object.entries(facts).find(([key, fact]) => key.startsWith('table: ') && fact.caption.includes(plain(figure.title)));
    return !found ? [`${figure.id}: no <figure> has the caption '${figure.title}'`]
      : found[1].rows === 0 ? [`${figure.id}: its table has no rows`] : [];
  }
  const fact = facts[figure.id];
  if (!fact) {
    return [`${figure.id}: no [data-figure='${figure.id}'] inside a <figure>`];
  }
  const faults = [];
  const need = (holds, what) => holds || faults.push(`${figure.id}: ${what}`);
  need(fact.pictures > 0, 'no SVG can be seen');
  need(fact.pictures < 2, `${fact.pictures} SVGs can be seen at once`);
  need(fact.drawn === 'true' && fact.live, `the interactive view is not there (data-drawn='${fact.drawn}')`);
  need(fact.caption.includes(plain(figure.title)), `its caption is '${fact.caption}', without the title '${figure.title}'`);
  need(fact.alternative.length > 20, `its SVG has no text alternative (aria-label='${fact.alternative}')`);
  need(fact.words.length > 20, 'there is no description in words (details.words)');
  need(fact.rows > 0, 'there is no table with its data');
  return faults;
}

async function layoutFaults(page, figure, least) {
  const svg = page.locator(`[data-figure="${figure.id}"] svg`).filter({ visible: true }).first();
  if ((await svg.count()) === 0) {
    return [`${figure.id}: no SVG can be seen`];
  }
  const found = await svg.evaluate(inspectSvg);
  const faults = [];
  if (found.width < 100 || found.height < 50 || found.marks < 3) {
    faults.push(`${figure.id}: next to nothing is drawn: ${found.marks} marks in ${found.width} x ${found.height} pixels`);
  }
  if (found.smallest < least && found.labels.length > 0) {
    faults.push(`${figure.id}: letters of ${found.smallest.toFixed(1)} pixels, less than ${least}`);
  }
  faults.push(...found.overlaps.map((pair) => `${figure.id}: labels overlap: ${pair}`));
  faults.push(...found.cuts.map((label) => `${figure.id}: label cut by the edge: ${label}`));
  return faults;
}

async function allLayoutFaults(page, figures, least) {
  const faults = [];
  for (const figure of figures.filter((one) => !isTable(one))) {
    faults.push(...(await layoutFaults(page, figure, least)));
  }
  return faults;
}

/** Moves over the marks of a figure until the box with words shows. */
async function tipShows(page, figure) {
  const marks = page.locator(`[data-figure="${figure.id}"] .figure-live svg .role-mark path, [data-figure="${figure.id}"] .figure-live svg .role-mark rect`);
  const count = Math.min(await marks.count(), 200);
  for (let i = 0; i < count; i += Math.max(1, Math.floor(count / 25))) {
    const box = await marks.nth(i).boundingBox();
    if (box && box.width > 0 && box.height > 0) {
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      if (await page.locator('.figure-tip').filter({ visible: true }).count()) {
        return (await page.locator('.figure-tip').innerText()).trim().length > 0;
      }
    }
  }
  return false;
}

export function figureTests(context) {
  test('every figure of figures.toml is drawn, with caption, words and data', async () => {
    const { edition, name } = context;
    assert.ok(edition.figures.length > 0, 'figures.toml declares no figure');
    await withFigures(context, {}, async (page) => {
      const facts = await page.evaluate(survey);
      for (const figure of edition.figures) {
        const box = isTable(figure) ? page.locator('figure').filter({ hasText: figure.title }).first()
          : page.locator('figure').filter({ has: page.locator(`[data-figure="${figure.id}"]`) }).first();
        if (await box.count()) {
          await shoot(box, `${name}-figure-${figure.id}`);
        }
      }
      none(edition.figures.flatMap((figure) => faultsOf(figure, facts)), 'figures with faults');
    });
  });

  test('on a desk, no label of a figure lies on another or is cut', async () => {
    await withFigures(context, { size: desktop }, async (page) =>
      none(await allLayoutFaults(page, context.edition.figures, smallest.desktop), 'look at the figures at 1280 pixels'));
  });

  test('on a phone, no label of a figure lies on another or is cut, and letters can be read', async () => {
    const { edition, name } = context;
    await withFigures(context, { size: phone }, async (page) => {
      for (const figure of edition.figures.filter((one) => !isTable(one))) {
        const box = page.locator(`[data-figure="${figure.id}"]`).first();
        if (await box.count()) {
          await shoot(box, `${name}-phone-${figure.id}`);
        }
      }
      none(await allLayoutFaults(page, edition.figures, smallest.phone), 'look at the figures at 390 pixels');
    });
  });

  test('for paper, no label of a figure lies on another or is cut', async () => {
    await withFigures(context, {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      none(await allLayoutFaults(page, context.edition.figures, smallest.paper), 'look at the print preview');
    });
  });

  test('a mark under the pointer says what it is', async () => {
    await withFigures(context, {}, async (page) => {
      const mute = [];
      for (const figure of context.edition.figures.filter((one) => !isTable(one))) {
        await page.locator(`[data-figure="${figure.id}"]`).first().scrollIntoViewIfNeeded();
        if (!(await tipShows(page, figure))) {
          mute.push(`${figure.id}: no .figure-tip for any of its marks`);
        }
      }
      none(mute, 'figures without words under the pointer');
    });
  });
}

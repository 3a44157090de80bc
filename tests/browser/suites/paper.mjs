// SPDX-License-Identifier: Apache-2.0
// Printed, by the browser and by WeasyPrint: every figure with its title, its labels and its ink.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withPage } from '../lib/browser.mjs';
import { inspectSvg } from '../lib/layout.mjs';
import { letters, pagesOf, pictures, printed } from '../lib/print.mjs';
import { buildEdition, run, temporaryFolder } from '../lib/program.mjs';
import { none } from '../lib/say.mjs';
import { keepFile } from '../lib/shots.mjs';

const isTable = (figure) => figure.form === 'table';
const enoughLabels = 0.9; // of the words of a figure, on one page
const enoughInk = 0.003; // of the area between them

/** Captions and labels as the page has them for paper: [{ id, caption, labels }]. */
async function expected(page, figures) {
  await page.emulateMedia({ media: 'print' });
  const captions = await page.evaluate(() => [...document.querySelectorAll('figure')].map((figure) => {
    const caption = figure.querySelector('figcaption')?.cloneNode(true);
    caption?.querySelectorAll('sup').forEach((mark) => mark.remove()); // notes become small numbers, anywhere
    return { id: figure.querySelector('[data-figure]')?.dataset.figure ?? '', caption: caption?.textContent ?? '' };
  }));
  const wanted = [];
  for (const figure of figures) {
    const found = captions.find((one) => one.id === figure.id || (isTable(figure) && one.caption.includes(figure.title)));
    const svg = page.locator(`[data-figure="${figure.id}"] svg`).filter({ visible: true }).first();
    const labels = isTable(figure) || (await svg.count()) === 0 ? [] : (await svg.evaluate(inspectSvg)).labels;
    wanted.push({ ...figure, caption: found?.caption ?? '', labels });
  }
  await page.emulateMedia({ media: null });
  return wanted;
}

function faultsOnPaper(pdf, wanted) {
  const pages = pagesOf(pdf);
  const all = letters(pages.map((page) => page.text).join(' '));
  const faults = [];
  for (const figure of wanted) {
    if (!all.includes(letters(figure.title))) {
      faults.push(`${figure.id}: its title '${figure.title}' is not in the PDF`);
    }
    if (figure.caption === '' || !all.includes(letters(figure.caption))) {
      faults.push(`${figure.id}: its caption '${figure.caption.trim()}' is not in the PDF as one text`);
    }
    if (!isTable(figure)) {
      const { page, found, ink } = printed(pdf, pages, figure.labels);
      if (figure.labels.length === 0 || found < enoughLabels) {
        faults.push(`${figure.id}: ${Math.round(found * 100)} percent of its labels are on one page (page ${page} has most)`);
      } else if (ink < enoughInk) {
        faults.push(`${figure.id}: page ${page} has its labels, but next to nothing drawn between them (${(ink * 100).toFixed(2)} percent)`);
      }
    }
  }
  return faults;
}

function keepPages(pdf, name) {
  if (process.env.HALFLIGHT_SCREENSHOTS) {
    keepFile(pdf, `${name}.pdf`);
    const folder = pictures(pdf);
    readdirSync(folder).forEach((file) => keepFile(join(folder, file), `${name}-${file}`));
  }
}

export function paperTests(context) {
  test('printed from the browser, every figure is there', async () => {
    const { browser, edition, name } = context;
    const pdf = join(temporaryFolder(), 'printed.pdf');
    const wanted = await withPage(browser, edition.page, {}, async (page) => {
      const figures = await expected(page, edition.figures);
      await page.pdf({ path: pdf, preferCSSPageSize: true });
      none(page.faults, 'the page complained');
      return figures;
    });
    keepPages(pdf, `${name}-print`);
    none(faultsOnPaper(pdf, wanted), 'look at the printed pages (HALFLIGHT_SCREENSHOTS keeps them)');
  });

  test('halflight build --pdf has every figure', async (t) => {
    const { browser, edition, name } = context;
    if (run('sh', ['-c', 'command -v weasyprint']).status !== 0) {
      t.skip('weasyprint is not installed');
      return;
    }
    const made = buildEdition(edition.dossier, {}, '--pdf');
    const pdf = join(made.folder, 'report.pdf');
    assert.ok(existsSync(pdf), 'build --pdf left no report.pdf');
    const wanted = await withPage(browser, made.page, {}, (page) => expected(page, edition.figures));
    keepPages(pdf, `${name}-report`);
    none(faultsOnPaper(pdf, wanted), 'look at report.pdf (HALFLIGHT_SCREENSHOTS keeps its pages)');
  });
}

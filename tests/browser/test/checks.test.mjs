// SPDX-License-Identifier: Apache-2.0
// The checks themselves, on small pages with known faults: what they are for, they find.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { barriers } from '../lib/axe.mjs';
import { launch, withPage } from '../lib/browser.mjs';
import { inspectSvg } from '../lib/layout.mjs';
import { pagesOf, printed } from '../lib/print.mjs';
import { temporaryFolder } from '../lib/program.mjs';

const svg = (inside) => `<svg width="400" height="200" viewBox="0 0 400 200" font-family="Liberation Sans, sans-serif" font-size="12">${inside}</svg>`;
const plot = '<rect x="60" y="20" width="300" height="140" fill="#cde" stroke="#468"/><path d="M60 160L360 20" stroke="#000" fill="none"/>';

function file(body) {
  const path = join(temporaryFolder(), 'index.html');
  writeFileSync(path, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head><body><main><h1>A page</h1>${body}</main></body></html>`);
  return path;
}

describe('the checks', () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  const inspect = (inside) => withPage(browser, file(svg(inside)), {}, (page) => page.locator('svg').evaluate(inspectSvg));

  test('labels apart are no fault: side by side, below each other, turned, in lines', async () => {
    const found = await inspect(`${plot}<text x="10" y="15">2018</text><text x="45" y="15">2019</text><text x="45" y="28">2020</text>
      <text transform="translate(20,150) rotate(-90)">million USD</text>
      <text x="70" y="180"><tspan x="70" dy="0">one line</tspan><tspan x="70" dy="13">and another</tspan></text>
      <text x="70" y="60" stroke="white" stroke-width="3">halo</text><text x="70" y="60">halo</text>
      <text x="200" y="60" opacity="0.2" font-size="40">STAMP</text><text x="210" y="55">on a stamp</text>`);
    assert.deepEqual(found.overlaps, []);
    assert.deepEqual(found.cuts, []);
    assert.equal(found.marks, 2);
  });

  test('labels on labels are found', async () => {
    const found = await inspect(`${plot}<text x="100" y="60">first label</text><text x="140" y="63">second label</text>
      <text x="300" y="100"><tspan x="300" dy="0">left</tspan><tspan x="260" dy="13">middle of three</tspan></text><text x="310" y="113">right</text>`);
    assert.deepEqual(found.overlaps, ["'first label' and 'second label'", "'middle of three' and 'right'"]);
  });

  test('turned labels are judged by their own edges', async () => {
    const found = await inspect(`<text transform="translate(100,150) rotate(-45)">a long turned label</text><text transform="translate(130,150) rotate(-45)">a long turned label</text>`);
    assert.deepEqual(found.overlaps, []);
  });

  test('labels that are cut are found: by the edge of the picture and by a clip', async () => {
    const found = await inspect(`${plot}<text x="370" y="60">too long for it</text>
      <clipPath id="c"><rect width="50" height="50"/></clipPath><g clip-path="url(#c)"><text x="20" y="30">clipped label</text></g>`);
    assert.deepEqual(found.cuts, ["'too long for it'", "'clipped label'"]);
  });

  test('labels that cannot be seen do not count', async () => {
    const found = await inspect('<text x="20" y="60">seen</text><text x="20" y="60" opacity="0">hidden</text><g display="none"><text x="20" y="60">gone</text></g>');
    assert.deepEqual(found.labels, ['seen']);
  });

  test('what a page asks for or complains about is recorded', async () => {
    const path = file('<img src="http://example.invalid/a.png" alt=""><img src="other.png" alt=""><script>console.warn("careful"); throw new Error("oops")</script>');
    const faults = await withPage(browser, path, {}, async (page) => {
      await page.waitForTimeout(200);
      return page.faults.join('\n');
    });
    for (const part of ['http://example.invalid/a.png', 'other.png', 'careful', 'oops']) {
      assert.ok(faults.includes(part), `${part} is missing in:\n${faults}`);
    }
  });

  test('a quiet page has no faults', async () => {
    assert.deepEqual(await withPage(browser, file(svg(plot)), {}, (page) => page.faults), []);
  });

  test('barriers are found', async () => {
    const found = await withPage(browser, file('<p style="color:#ccc;background:#fff">faint words</p><input>'), {}, (page) => barriers(page));
    assert.ok(found.some((line) => line.includes('color-contrast')), found.join('\n'));
    assert.ok(found.some((line) => line.includes('label')), found.join('\n'));
  });

  test('a picture on paper is told from an empty one', async () => {
    const labels = ['bottom', 'top', 'left', 'right'];
    const words = '<text x="40" y="20">top</text><text x="10" y="100">left</text><text x="370" y="100">right</text><text x="180" y="195">bottom</text>';
    for (const [drawn, least, most] of [[plot, 0.003, 1], ['', 0, 0.0005]]) {
      const pdf = join(temporaryFolder(), 'page.pdf');
      await withPage(browser, file(svg(words + drawn)), {}, (page) => page.pdf({ path: pdf }));
      const { page, found, ink } = printed(pdf, pagesOf(pdf), labels);
      assert.deepEqual([page, found], [1, 1]);
      assert.ok(ink >= least && ink <= most, `ink ${ink}`);
    }
  });
});

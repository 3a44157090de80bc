// SPDX-License-Identifier: Apache-2.0
// Pictures for a person's eye, where HALFLIGHT_SCREENSHOTS names a folder.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function place(name) {
  const folder = process.env.HALFLIGHT_SCREENSHOTS;
  if (!folder) {
    return null;
  }
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}

/** Of what a page shows, or of an element. A picture that cannot be taken fails no test. */
export async function shoot(subject, name) {
  const path = place(`${name}.png`);
  if (path) {
    await subject.screenshot({ path, animations: 'disabled', timeout: 10_000 })
      .catch((error) => console.error(`no picture ${name}: ${error.message.split('\n')[0]}`));
  }
}

/** The report of a page, in pieces: it is too long for one picture. */
export async function shootReport(page, name) {
  if (!process.env.HALFLIGHT_SCREENSHOTS) {
    return;
  }
  const size = page.viewportSize();
  const step = 3000;
  const height = await page.evaluate(() => document.querySelector('article').getBoundingClientRect().bottom + window.scrollY);
  await page.setViewportSize({ ...size, height: step });
  for (let top = 0, piece = 1; top < height && piece <= 12; top += step, ++piece) {
    await page.evaluate((y) => window.scrollTo({ top: y, behavior: 'instant' }), top);
    await shoot(page, `${name}-${String(piece).padStart(2, '0')}`);
  }
  await page.setViewportSize(size);
}

export function keepFile(file, name) {
  const path = place(name);
  if (path) {
    copyFileSync(file, path);
  }
}

export function keepBytes(bytes, name) {
  const path = place(name);
  if (path) {
    writeFileSync(path, bytes);
  }
}

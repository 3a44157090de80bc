// SPDX-License-Identifier: Apache-2.0
// A printed page as a reader of the paper has it: its words, where they stand, and the ink around them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporaryFolder } from './program.mjs';

const dots = 72; // one pixel of the raster is one point

function poppler(tool, args) {
  const done = run(tool, args);
  if (done.status !== 0) {
    throw new Error(`${tool} ended with status ${done.status}: ${done.err} (Debian: poppler-utils)`);
  }
  return done.out;
}

/** Letters and figures alone: line breaks, hyphens and ligatures differ between screen and paper. */
export const letters = (text) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&#39;': "'", '&amp;': '&' };
const decoded = (text) => text.replace(/&(?:lt|gt|quot|apos|amp|#39);/g, (entity) => entities[entity]);

/** Pages of a PDF: [{ width, height, text, words: [{ text, x, y, right, bottom }] }], in points. */
export function pagesOf(pdf) {
  const html = poppler('pdftotext', ['-bbox', pdf, '-']);
  return html.split('<page ').slice(1).map((part) => {
    const [, width, height] = part.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number);
    const words = [...part.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<\/word>/g)]
      .map(([, x, y, right, bottom, text]) => ({ x: +x, y: +y, right: +right, bottom: +bottom, text: decoded(text) }));
    return { width, height, words, text: words.map((word) => word.text).join(' ') };
  });
}

/** Greys of a page, one byte a point: { width, height, at(x, y) }. */
function raster(pdf, number) {
  const name = join(temporaryFolder(), 'page');
  poppler('pdftoppm', ['-gray', '-r', String(dots), '-f', String(number), '-l', String(number), '-singlefile', pdf, name]);
  const bytes = readFileSync(`${name}.pgm`);
  const [header, width, height] = bytes.subarray(0, 64).toString('latin1').match(/^P5\s+(\d+)\s+(\d+)\s+\d+\s/);
  return { width: +width, height: +height, at: (x, y) => bytes[header.length + y * width + x] };
}

/**
 * The page on which the labels of a picture stand and what is drawn there: { page, found, ink }. `ink` is the share of
 * points between the labels, none of them of a word, that are not white.
 */
export function printed(pdf, pages, labels) {
  const wanted = new Set(labels.flatMap((label) => label.split(/\s+/)).map(letters).filter((word) => word !== ''));
  const places = pages.map((page) => {
    const words = page.words.filter((word) => wanted.has(letters(word.text)));
    return { words, found: new Set(words.map((word) => letters(word.text))).size };
  });
  const found = Math.max(0, ...places.map((place) => place.found));
  const index = places.findIndex((place) => place.found === found);
  const share = wanted.size === 0 ? 0 : found / wanted.size;
  if (found === 0) {
    return { page: 0, found: share, ink: 0 };
  }
  return { page: index + 1, found: share, ink: inkBetween(raster(pdf, index + 1), places[index].words, pages[index].words) };
}

function inkBetween(greys, labels, words) {
  const left = Math.floor(Math.min(...labels.map((word) => word.x)));
  const right = Math.min(greys.width, Math.ceil(Math.max(...labels.map((word) => word.right))));
  const top = Math.floor(Math.min(...labels.map((word) => word.y)));
  const bottom = Math.min(greys.height, Math.ceil(Math.max(...labels.map((word) => word.bottom))));
  const inWord = (x, y) => words.some((word) => x >= word.x - 1 && x <= word.right + 1 && y >= word.y - 1 && y <= word.bottom + 1);
  let points = 0;
  let inked = 0;
  for (let y = Math.max(0, top); y < bottom; ++y) {
    for (let x = Math.max(0, left); x < right; ++x) {
      if (!inWord(x, y)) {
        ++points;
        inked += greys.at(x, y) < 245 ? 1 : 0;
      }
    }
  }
  return points === 0 ? 0 : inked / points;
}

/** Pictures of the pages: names of PNG files. */
export function pictures(pdf) {
  const folder = temporaryFolder();
  poppler('pdftoppm', ['-png', '-r', '60', pdf, join(folder, 'page')]);
  return folder;
}

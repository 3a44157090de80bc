// SPDX-License-Identifier: Apache-2.0
// Widths of text without a canvas. Vega guesses 0.8 em a character, twice too wide for most words;
// these are the advance widths that Liberation Sans, Arial and Helvetica share, in 1/1000 em.
const ascii = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];
const other = 600;
const wide = 1000; // Hangul, Kana, Han

function advance(code) {
  if (code >= 32 && code < 127) {
    return ascii[code - 32];
  }
  return code >= 0x1100 ? (code >= 0x2000 && code < 0x2e80 ? other : wide) : other;
}

/** Pixels that `text` takes at `size` pixels. */
export function textWidth(text, size, bold) {
  let sum = 0;
  for (const character of String(text)) {
    sum += advance(character.codePointAt(0));
  }
  return (sum * size * (bold ? 1.08 : 1)) / 1000;
}

/** Gives Vega these widths; for places without a canvas. */
export function measureWith(textMetrics) {
  const width = (item, text) => textWidth(text ?? '', item.fontSize ?? 11, /bold|[6-9]00/.test(item.fontWeight ?? ''));
  textMetrics.width = width;
  textMetrics.measureWidth = width;
  textMetrics.estimateWidth = width;
}

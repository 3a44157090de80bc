// SPDX-License-Identifier: Apache-2.0
// Reads a JSON array of Vega-Lite specifications on standard input and writes a JSON array of SVG
// documents. Equal input gives equal bytes. A fault names the index of its specification; status 1.
import * as vega from 'vega';
import { viewOf } from './compile.mjs';
import { measureWith } from './widths.mjs';

measureWith(vega.textMetrics);
vega.formatLocale({ decimal: '.', thousands: ',', grouping: [3], currency: ['', ''] });

const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => escaped[c]);

// Names of clips and gradients are numbered from 0 in each picture; a page holds several pictures.
function ownNames(svg, prefix) {
  return svg
    .replace(/\bid="((?:clip|gradient|pattern)[\w-]*)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#((?:clip|gradient|pattern)[\w-]*)\)/g, `url(#${prefix}-$1)`);
}

function labelled(svg, spec) {
  const words = spec.description ?? '';
  return svg.replace('<svg ', `<svg role="img" aria-label="${escape(words)}" `);
}

async function draw(spec, index) {
  const complaints = [];
  const view = viewOf(spec, (...words) => complaints.push(words.join(' ')));
  vega.resetSVGDefIds();
  const svg = await view.toSVG();
  view.finalize();
  if (complaints.length > 0) {
    throw new Error(complaints[0]);
  }
  const name = String(spec.usermeta?.figure ?? `figure-${index}`).replace(/[^\w-]/g, '_');
  return labelled(ownNames(svg, name), spec);
}

async function read(stream) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function fail(message) {
  process.stderr.write(`render: ${message}\n`);
  process.exitCode = 1;
}

async function main() {
  let specs;
  try {
    specs = JSON.parse(await read(process.stdin));
  } catch (error) {
    return fail(`standard input is no JSON: ${error.message}`);
  }
  if (!Array.isArray(specs)) {
    return fail('standard input is no JSON array of specifications');
  }
  const pictures = [];
  for (const [index, spec] of specs.entries()) {
    try {
      pictures.push(await draw(spec, index));
    } catch (error) {
      return fail(`specification ${index}: ${error.message}`);
    }
  }
  process.stdout.write(JSON.stringify(pictures));
}

await main();

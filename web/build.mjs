// SPDX-License-Identifier: Apache-2.0
// Bundles what an edition needs from here into dist/: render.mjs for Node, figures.js for the page,
// and the page's own styles and scripts as they stand.
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const fresh = join(here, 'dist.new');
const dist = join(here, 'dist');

const common = { bundle: true, minify: true, legalComments: 'none', charset: 'utf8', logLevel: 'error', absWorkingDir: here };

// Vega asks for a canvas where one is installed. There is none, and none may be loaded.
const noCanvas = {
  name: 'no-canvas',
  setup(bundle) {
    bundle.onResolve({ filter: /^(canvas|node-fetch)$/ }, () => ({ path: 'none', namespace: 'none' }));
    bundle.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export default null;' }));
  },
};

async function copyPage() {
  let names = [];
  try {
    names = await readdir(join(here, 'page'));
  } catch {
    return; // a tree without a page draws figures all the same
  }
  for (const name of names.filter((n) => /\.(css|js)$/.test(n)).sort()) {
    await copyFile(join(here, 'page', name), join(fresh, name));
  }
}

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh);
await build({ ...common, entryPoints: ['figures/render.mjs'], outfile: join(fresh, 'render.mjs'), platform: 'node', format: 'esm',
  target: 'node18', plugins: [noCanvas] });
await build({ ...common, entryPoints: ['figures/figures.mjs'], outfile: join(fresh, 'figures.js'), platform: 'browser', format: 'iife',
  target: 'es2020', plugins: [noCanvas] });
await copyPage();
await rm(dist, { recursive: true, force: true });
await rename(fresh, dist);

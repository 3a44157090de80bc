// SPDX-License-Identifier: Apache-2.0
// Draws every <div data-figure="ID"> of a page from <script type="application/json" id="spec-ID">.
// A static SVG inside stays for print and for readers without scripts; on screen the interactive
// view takes its place. What is to be seen when is a matter of two classes, set by the page's style
// or, where it has none, by the style below.
import { viewOf } from './compile.mjs';
import { Tooltip } from './tooltip.mjs';

const style = `
[data-figure] { overflow-x: auto; }
.figure-live svg { max-width: 100%; height: auto; }
.figure-print { display: none; }
.figure-tip { position: absolute; z-index: 10; max-width: 22rem; padding: .4rem .6rem; background: #fff; color: #111;
  border: 1px solid #555; font: 12px/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; pointer-events: none; }
.figure-tip table { border-collapse: collapse; }
.figure-tip th { padding-right: .6em; text-align: left; vertical-align: top; font-weight: normal; color: #444; }
@media print { .figure-live:not(.figure-alone), .figure-tip { display: none; } .figure-print { display: block; } }
`;

function addStyle() {
  // A constructed sheet is no inline style: content security policies let it pass.
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    const element = document.createElement('style');
    element.textContent = style;
    document.head.append(element);
  }
}

// What was there before (the static picture) is kept aside for print.
function setAside(box) {
  const kept = document.createElement('div');
  kept.className = 'figure-print';
  kept.append(...box.childNodes);
  box.append(kept);
  return kept;
}

// For those who cannot see it the whole is one picture with words; its parts, which Vega calls
// graphics without saying of what, are none of their own.
function asOnePicture(live, svg, words) {
  for (const name of ['role', 'aria-roledescription', 'aria-label']) {
    live.removeAttribute(name);
  }
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words);
  for (const part of svg.children) {
    part.setAttribute('aria-hidden', 'true');
  }
}

// What is wider than the window is moved by the keyboard, too.
function reachable(box, words) {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', words);
  }
}

async function draw(box, tooltip) {
  const source = document.getElementById(`spec-${box.dataset.figure}`);
  if (!source) {
    return;
  }
  const spec = JSON.parse(source.textContent);
  const live = document.createElement('div');
  live.className = 'figure-live';
  const view = viewOf(spec, () => {});
  view.renderer('svg').initialize(live).tooltip(tooltip.handler).hover();
  await view.runAsync();
  const svg = live.querySelector('svg');
  if (svg) {
    asOnePicture(live, svg, spec.description ?? '');
  }
  // Only a view that was drawn replaces the picture.
  if (box.querySelector('svg, img')) {
    setAside(box);
    box.append(live);
  } else {
    live.classList.add('figure-alone'); // it is what gets printed, too
    box.replaceChildren(live);
  }
  reachable(box, spec.usermeta?.title ?? 'Figure');
  box.dataset.drawn = 'true';
}

async function drawAll() {
  addStyle();
  const tooltip = new Tooltip();
  for (const box of document.querySelectorAll('[data-figure]')) {
    try {
      await draw(box, tooltip);
    } catch (error) {
      // The static picture is still there; say so where a developer looks.
      box.dataset.drawn = 'false';
      console.error(`figure ${box.dataset.figure}: ${error.message}`);
    }
  }
  document.documentElement.dataset.figures = 'done';
}

if (document.readyState === 'loading') {
  document.addEventListener('DOMContentLoaded', drawAll);
} else {
  drawAll();
}

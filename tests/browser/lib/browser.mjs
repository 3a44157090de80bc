// SPDX-License-Identifier: Apache-2.0
// Chromium without a network, and a record of all that a page complains about or asks for.
import { pathToFileURL } from 'node:url';
import { chromium } from './packages.mjs';

export const desktop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
  '--no-default-browser-check', '--disable-default-apps', '--force-color-profile=srgb'];

/** A browser with a fresh profile of its own. */
export function launch() {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.HALFLIGHT_CHROMIUM ?? '/usr/bin/chromium',
    args: asRoot ? [...quiet, '--no-sandbox'] : quiet,
  });
}

/**
 * Opens a file as a reader does, with the network cut. `page.faults` collects what must not be: words on the
 * console, errors, requests for anything but the file itself.
 */
export async function open(browser, file, { size = desktop, scheme = 'light', scripts = true } = {}) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, javaScriptEnabled: scripts, locale: 'en-GB', reducedMotion: 'reduce' });
  await context.setOffline(true);
  const url = pathToFileURL(file).href;
  const faults = [];
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    return asked.split('#')[0] === url ? route.continue() : route.abort();
  });
  const page = await context.newPage();
  page.on('request', (request) => {
    const asked = request.url();
    if (asked.split('#')[0] !== url && !asked.startsWith('data:')) {
      faults.push(`asks for ${asked}`);
    }
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      faults.push(`console ${message.type()}: ${message.text()} (${message.location().url}:${message.location().lineNumber})`);
    }
  });
  page.on('pageerror', (error) => faults.push(`script error: ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`window with '${dialog.message()}'`);
    dialog.dismiss();
  });
  page.faults = faults;
  await page.goto(url);
  if (scripts) {
    await settled(page);
  }
  return page;
}

/** Waits until the page's own script has drawn its figures; where it never says so, goes on after 15 seconds. */
async function settled(page) {
  const figures = await page.locator('[data-figure]').count();
  if (figures > 0) {
    await page.waitForFunction(() => document.documentElement.dataset.figures === 'done', null, { timeout: 15_000 }).catch(() => {
      page.faults.push("after 15 seconds <html> does not carry data-figures='done': the script of the figures did not run to its end");
    });
  }
}

export const close = (page) => page.context().close();

/** Opens, does the work, closes. */
export async function withPage(browser, file, options, work) {
  const page = await open(browser, file, options);
  try {
    return await work(page);
  } finally {
    await close(page);
  }
}

// SPDX-License-Identifier: Apache-2.0
// The two packages of npm, or where to get them.
async function need(name) {
  try {
    return await import(name);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    throw new Error(`${name} is not installed: run scripts/install-browser-tests`);
  }
}

export const { chromium } = await need('playwright-core');
export const axe = (await need('axe-core')).default;

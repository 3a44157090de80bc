// SPDX-License-Identifier: Apache-2.0
// axe-core in a page: what it holds to be a serious or critical barrier.
import { axe } from './packages.mjs';

// Panels are many and alike: some stand for all, the others are taken out of the page.
const alike = '#panels > .panel:not(:nth-child(40n + 1))';

/** Lines such as "serious color-contrast: Elements must ... (.note > a)", of the page or a part of it. The page is not the same after. */
export async function barriers(page, part = 'html') {
  await page.evaluate((panels) => document.querySelectorAll(panels).forEach((panel) => panel.remove()), alike);
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`);
  const { violations } = await page.evaluate((within) => window.axe.run(within, { resultTypes: ['violations'] }), part);
  return violations.filter((violation) => ['serious', 'critical'].includes(violation.impact)).flatMap((violation) => {
    const nodes = violation.nodes.map((node) => {
      const target = node.target.join(' ');
      const where = target.length > 160 ? `...${target.slice(-160)}` : target;
      return `${violation.impact} ${violation.id}: ${violation.help} at ${where}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`;
    });
    return nodes.length > 3 ? [...nodes.slice(0, 3), `${violation.id} at ${nodes.length - 3} places more`] : nodes;
  });
}

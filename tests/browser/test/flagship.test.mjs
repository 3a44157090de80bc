// SPDX-License-Identifier: Apache-2.0
// The flagship edition as a reader opens it.
import { buildEdition, flagship } from '../lib/program.mjs';
import { editionTests } from '../suites/edition.mjs';
import { monitorTests } from '../suites/monitor.mjs';

editionTests('flagship', () => buildEdition(flagship), monitorTests);

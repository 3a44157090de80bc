// SPDX-License-Identifier: Apache-2.0
// The program under test, run as a user runs it, and temporary folders for what it writes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const minutes = 60_000;

export const flagship = join(root, 'dossiers', 'dprk-russia');

const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder that goes when the tests end. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'halflight-browser-'));
  folders.push(folder);
  return folder;
}

/** Runs a command to its end: { status, out, err }. Nothing of it is judged. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 5 * minutes, ...options });
  if (done.error) {
    throw new Error(`${command}: ${done.error.message}`);
  }
  return { status: done.status, out: done.stdout, err: done.stderr };
}

/** Runs halflight. Status 1 says that the dossier has open conflicts or errors; more is a failure. */
export function halflight(args, options = {}) {
  const program = process.env.HALFLIGHT_PROGRAM;
  if (!program) {
    throw new Error('HALFLIGHT_PROGRAM is not set: give the path of the halflight to test');
  }
  const done = run(program, args, options);
  if (done.status === null || done.status > 1) {
    throw new Error(`halflight ${args.join(' ')} ended with status ${done.status}:\n${done.err}${done.out}`.slice(0, 4000));
  }
  return done;
}

/** Builds an edition: its folder, and what the program said. */
export function buildEdition(dossier, options = {}, ...flags) {
  const folder = join(temporaryFolder(), 'edition');
  const said = halflight(['build', dossier, '--out', folder, ...flags], options);
  const page = join(folder, 'index.html');
  try {
    readFileSync(page);
  } catch {
    throw new Error(`the build left no ${page}; it said:\n${said.err}${said.out}`.slice(0, 4000));
  }
  return { dossier, folder, page, said, figures: figuresOf(dossier) };
}

/** What figures.toml declares: [{ id, form, title }]. */
export function figuresOf(dossier) {
  const text = readFileSync(join(dossier, 'figures.toml'), 'utf8');
  const value = (block, key) => {
    const found = block.match(new RegExp(`^\\s*${key}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`, 'm'));
    return found ? JSON.parse(`"${found[1]}"`) : '';
  };
  return text.split(/^\s*\[\[figure\]\].*$/m).slice(1)
    .map((block) => ({ id: value(block, 'id'), form: value(block, 'form'), title: value(block, 'title') }));
}

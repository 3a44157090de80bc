// SPDX-License-Identifier: Apache-2.0
// From a Vega-Lite specification to a Vega view. Expressions are interpreted, never compiled with
// eval: the page works under a strict content security policy, and Node draws the same way.
import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';

// Nothing is ever loaded: data stands inside the specification.
const loader = {
  load: (uri) => Promise.reject(new Error(`a figure may not load ${uri}`)),
  sanitize: (uri) => Promise.reject(new Error(`a figure may not link to ${uri}`)),
  http: () => Promise.reject(new Error('no network')),
  file: () => Promise.reject(new Error('no files')),
};

/** `warn` gets what Vega-Lite has to say against the specification. */
export function viewOf(spec, warn) {
  const logger = { level: () => logger, error: warn, warn, info: () => logger, debug: () => logger };
  const compiled = compile(spec, { logger });
  const runtime = vega.parse(compiled.spec, {}, { ast: true });
  return new vega.View(runtime, { expr: expressionInterpreter, loader, logger, renderer: 'none' });
}

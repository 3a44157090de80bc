// SPDX-License-Identifier: Apache-2.0
// A made dossier: the starter of `halflight new` with measures, figures and a report, whose words try to become HTML.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { halflight, temporaryFolder } from './program.mjs';

/** Would set window.harmed if it were ever taken for HTML. */
export const image = '<img src=x onerror="window.harmed=1">';
export const script = '</script><script>window.harmed=2</script>';

// A TOML literal string: nothing in it is special.
const literal = (text) => `'${text}'`;

const measures = `
[[measure]]
id = "exports"
form = "series"
title = ${literal(`Exports ${image}`)}
series = ["Exports = trade.exports:FERRY_ISLAND:MAINLAND"]
frequency = "M"
from = "2024-06"
to = "2024-09"

[[measure]]
id = "passengers"
form = "series"
title = "Passengers by purpose"
series = [
  "Work = ferry.passengers:FERRY_ISLAND:MAINLAND:purpose=work",
  "Family = ferry.passengers:FERRY_ISLAND:MAINLAND:purpose=family",
  "All = ferry.passengers:FERRY_ISLAND:MAINLAND",
]
frequency = "Q"
from = "2024-Q3"
to = "2024-Q3"
`;

const figures = `
[[figure]]
id = "exports"
form = "intervals"
title = ${literal(`Exports of the island ${script} by month`)}
values = [${literal(`Exports ${image} = exports/Exports`)}]
event_kinds = ["storm"]
caption = ${literal(`June is not collected ${image}; September follows from the quarter.`)}

[[figure]]
id = "passengers"
form = "stacked"
title = "Passengers by purpose"
values = ["passengers/Work", "passengers/Family"]
total = "passengers/All"
caption = "Family is what the total leaves."

[[figure]]
id = "numbers"
form = "table"
title = "Passengers in numbers"
measures = ["passengers"]
`;

const events = `id,start,end,label,kind,source,note
GALE,2024-08-15,,"Gale ${image.replaceAll('"', '""')}",storm,customs-bulletin,
`;

const watched = `
[[monitor]]
id = "exports-low"
form = "threshold"
title = ${literal(`Exports ${image} ${script}`)}
series = ["trade.exports:FERRY_ISLAND:MAINLAND"]
frequency = "M"
below = 1000000

[[board]]
cell = "trade"
title = ${literal(`Trade ${image}`)}
monitors = ["exports-low"]

[[board]]
cell = "prices"
title = "Prices"
monitors = []

[[meter]]
id = "export-cap"
title = ${literal(`Exports against their cap ${image} ${script}`)}
rule = "cap"
reported = ["trade.exports:FERRY_ISLAND:MAINLAND"]
`;

const rules = `
[[rule]]
id = "cap"
instrument = ${literal(`Island Act ${image}`)}
paragraph = "5"
kind = "cap"
direction = "from_area"
from = 2024-01-01
goods = ["all"]
  [rule.cap]
  limit = 100
  unit = "thousand USD"
`;

const report = `# Ferry Island ${image}

In the third quarter {{ ferry.passengers:FERRY_ISLAND:MAINLAND@2024-Q3 }} passengers landed, {{ FERRY-WORK-Q3 }} of them for
work. The exports of September, {{ trade.exports:FERRY_ISLAND:MAINLAND@2024-09 }}, follow from the quarter.

${image}

{{ figure exports }}

Text with ${image} and ${script} inside a line.

{{ figure passengers }}

{{ figure numbers }}

## Open conflicts

{{ conflicts }}

## What is missing

{{ missing }}
`;

function change(file, from, to) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) {
    throw new Error(`${file} of the starter no longer holds '${from}'`);
  }
  writeFileSync(file, text.replace(from, () => to));
}

/** Writes it: the folder. */
export function madeDossier() {
  const folder = join(temporaryFolder(), 'made');
  halflight(['new', folder]);
  change(join(folder, 'dossier.toml'), 'title = "Ferry Island and its mainland"', `title = ${literal(`Ferry Island ${image} ${script}`)}`);
  change(join(folder, 'codes.toml'), 'name = "Exports of goods"', 'name = "Exports of goods"\nfrequency = "M"');
  change(join(folder, 'sources.toml'), 'title = "Monthly bulletin"', `title = ${literal(`Monthly bulletin ${image} ${script}`)}`);
  change(join(folder, 'claims', 'trade.csv'), '"July to September; the bulletin skips September"',
    `"July to September ${image.replaceAll('"', '""')} ${script}"`);
  const write = (name, text) => writeFileSync(join(folder, name), text.trimStart());
  write('measures.toml', measures);
  write('figures.toml', figures);
  write('events.csv', events);
  write('report.md', report);
  write('watch.toml', watched);
  mkdirSync(join(folder, 'rules'), { recursive: true });
  write(join('rules', 'act.toml'), rules);
  appendFileSync(join(folder, 'claims', 'trade.csv'),
    'EXP-2024-06,trade.exports,FERRY_ISLAND,MAINLAND,,2024-06,,,not_collected,,thousand USD,measured,customs-bulletin,table 1,,2024-09-10,2,,\n');
  return folder;
}

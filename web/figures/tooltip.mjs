// SPDX-License-Identifier: Apache-2.0
// One box of words for the mark under the pointer: text only, so nothing of a dossier becomes HTML.
export class Tooltip {
  constructor() {
    this.box = document.createElement('div');
    this.box.className = 'figure-tip';
    this.box.hidden = true;
    document.body.append(this.box);
    this.handler = (_, event, __, value) => this.show(event, value);
  }

  show(event, value) {
    if (value === null || value === undefined || value === '') {
      this.box.hidden = true;
      return;
    }
    this.box.replaceChildren(typeof value === 'object' ? rows(value) : String(value));
    this.box.hidden = false;
    this.place(event);
  }

  // Right of and below the pointer, inside the window.
  place(event) {
    const gap = 12;
    const { offsetWidth, offsetHeight } = this.box;
    const x = Math.max(0, Math.min(event.clientX + gap, window.innerWidth - offsetWidth - gap));
    const below = event.clientY + gap;
    const y = below + offsetHeight > window.innerHeight ? event.clientY - gap - offsetHeight : below;
    this.box.style.left = `${x + window.scrollX}px`;
    this.box.style.top = `${Math.max(0, y) + window.scrollY}px`;
  }
}

function rows(value) {
  const table = document.createElement('table');
  for (const [name, text] of Object.entries(value)) {
    if (text === null || text === undefined || text === '' || text === 'undefined') {
      continue;
    }
    const row = table.insertRow();
    const head = document.createElement('th');
    head.textContent = name;
    row.append(head);
    row.insertCell().textContent = String(text);
  }
  return table;
}

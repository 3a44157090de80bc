// SPDX-License-Identifier: Apache-2.0
// Evidence in place: a number opens its panel beside the text, and panels can be searched. Without
// this script every link still leads to the panel at the end of the page.
(function () {
  'use strict';

  const panels = document.getElementById('panels');
  if (!panels) {
    return;
  }

  const dialog = document.createElement('dialog');
  const close = document.createElement('button');
  const body = document.createElement('div');
  let opener = null;

  close.type = 'button';
  close.className = 'close';
  close.textContent = 'Close';
  close.addEventListener('click', () => dialog.close());
  dialog.append(close, body);
  document.body.append(dialog);

  // The id that a link of this page leads to.
  function target(link) {
    const href = link.getAttribute('href') || '';
    return href.startsWith('#') ? decodeURIComponent(href.slice(1)) : '';
  }

  function panelOf(link) {
    const id = target(link);
    return id.startsWith('n-') ? document.getElementById(id) : null;
  }

  // A copy without ids, which stay unique in the page.
  function fill(panel) {
    const copy = panel.cloneNode(true);
    const heading = copy.querySelector('h3');
    copy.removeAttribute('id');
    copy.removeAttribute('aria-labelledby');
    for (const link of copy.querySelectorAll('.statements a[href^="#st-"]')) {
      const statement = document.getElementById(target(link));
      if (statement) {
        link.closest('li').replaceChildren(...statement.cloneNode(true).childNodes);
      }
    }
    for (const element of copy.querySelectorAll('[id]')) {
      element.removeAttribute('id');
    }
    if (heading) {
      const title = document.createElement('h2');
      title.className = 'dialog-title';
      title.append(...heading.childNodes);
      heading.replaceWith(title);
      dialog.setAttribute('aria-label', 'Evidence: ' + title.textContent);
    }
    body.replaceChildren(copy);
    dialog.scrollTop = 0;
  }

  function show(panel, link) {
    fill(panel);
    if (!dialog.open) {
      opener = link;
      dialog.showModal();
    }
    close.focus();
  }

  function isPlain(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (!link || !isPlain(event)) {
      return;
    }
    const inside = dialog.contains(link);
    const panel = panelOf(link);
    if (panel && (inside || !panels.contains(link))) {
      event.preventDefault();
      show(panel, link);
    } else if (inside) {
      // Elsewhere in the page: the way back is the browser's own.
      opener = null;
      dialog.close();
      reveal(target(link));
    } else {
      reveal(target(link));
    }
  });

  // A click beside the panel closes it.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      const box = dialog.getBoundingClientRect();
      if (event.clientX < box.left || event.clientX > box.right) {
        dialog.close();
      }
    }
  });

  dialog.addEventListener('close', () => {
    if (opener) {
      opener.focus();
    }
    opener = null;
  });

  // What is folded or filtered away cannot be gone to.
  function reveal(id) {
    const element = id && document.getElementById(id);
    if (!element) {
      return;
    }
    for (let up = element; up; up = up.parentElement) {
      if (up.tagName === 'DETAILS') {
        up.open = true;
      }
      up.hidden = false;
    }
  }

  function addFilter() {
    const most = 40;
    const box = document.createElement('div');
    const label = document.createElement('label');
    const input = document.createElement('input');
    const count = document.createElement('output');
    const all = Array.from(panels.children, (panel) => ({ panel, text: panel.textContent.toLowerCase() }));
    box.className = 'filter';
    label.htmlFor = 'filter';
    label.textContent = 'Search the evidence';
    input.id = 'filter';
    input.type = 'search';
    input.autocomplete = 'off';
    count.htmlFor = 'filter';
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const { panel, text } of all) {
        const fits = words.length > 0 && words.every((word) => text.includes(word));
        found += fits ? 1 : 0;
        panel.classList.toggle('found', fits && found <= most);
      }
      count.textContent = words.length === 0 ? '' : found > most
        ? `${found} of ${all.length} numbers, the first ${most} shown` : `${found} of ${all.length} numbers`;
    });
    box.append(label, input, count);
    panels.before(box);
  }

  // On paper everything is unfolded, and folded again afterwards.
  let unfolded = [];
  window.addEventListener('beforeprint', () => {
    unfolded = Array.from(document.querySelectorAll('details:not([open])'));
    unfolded.forEach((details) => { details.open = true; });
  });
  window.addEventListener('afterprint', () => unfolded.forEach((details) => { details.open = false; }));

  addFilter();
})();

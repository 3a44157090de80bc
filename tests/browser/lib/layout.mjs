// SPDX-License-Identifier: Apache-2.0
// What the eye would object to in a picture: labels on labels, labels cut off, nothing drawn.

/**
 * Runs in the page. Looks at one <svg>: { width, height, marks, labels, overlaps, cuts, smallest }. A label is a line
 * of text that can be seen. Its box is turned with it and as high as its letters, not as its line; a copy of a label
 * below itself (a halo) is the same label.
 */
export function inspectSvg(svg) {
  const shrink = 0.22; // of the height, above and below: a line box is higher than its letters
  const slack = 0.75; // pixels that neighbours may share, and that may stand over an edge

  const seen = (element) => {
    for (let at = element; at instanceof SVGElement; at = at.parentNode) {
      const style = getComputedStyle(at);
      if (style.display === 'none' || style.visibility === 'hidden' || Number(style.opacity) === 0) {
        return false;
      }
    }
    const style = getComputedStyle(element);
    return !(style.fill === 'none' || Number(style.fillOpacity) === 0);
  };

  const corners = (box, matrix, inset) => {
    const top = box.y + box.height * inset;
    const bottom = box.y + box.height * (1 - inset);
    return [[box.x, top], [box.x + box.width, top], [box.x + box.width, bottom], [box.x, bottom]]
      .map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
  };

  // Lines of a text: its tspans, or itself. A tspan has no box of its own: the boxes of its letters give it.
  const lineBox = (element, text) => {
    if (element.tagName !== 'tspan') {
      return element.getBBox();
    }
    const whole = element.getNumberOfChars();
    const first = element.getExtentOfChar(0);
    const last = element.getExtentOfChar(Math.min(whole, text.length) - 1);
    const x = Math.min(first.x, last.x);
    return { x, y: first.y, width: Math.max(first.x + first.width, last.x + last.width) - x, height: first.height };
  };

  const labels = [];
  for (const text of svg.querySelectorAll('text')) {
    const lines = text.querySelector('tspan') ? [...text.querySelectorAll('tspan')] : [text];
    for (const line of lines) {
      const words = line.textContent.trim();
      if (words !== '' && seen(line)) {
        const matrix = line.getScreenCTM();
        labels.push({ words, faint: Number(getComputedStyle(text).opacity) < 0.5, element: text,
          size: parseFloat(getComputedStyle(line).fontSize) * Math.hypot(matrix.a, matrix.b),
          shape: corners(lineBox(line, words), matrix, shrink) });
      }
    }
  }

  // Separating axes: two convex shapes share a point unless a side of one has the other wholly behind it.
  const span = (shape, axis) => {
    const at = shape.map((p) => p.x * axis.x + p.y * axis.y);
    return [Math.min(...at), Math.max(...at)];
  };
  const overlap = (a, b) => {
    for (const shape of [a, b]) {
      for (let i = 0; i < 2; ++i) {
        const dx = shape[i + 1].x - shape[i].x;
        const dy = shape[i + 1].y - shape[i].y;
        const length = Math.hypot(dx, dy) || 1;
        const axis = { x: dx / length, y: dy / length };
        const [low, high] = span(a, axis);
        const [from, to] = span(b, axis);
        if (Math.min(high, to) - Math.max(low, from) <= slack) {
          return false;
        }
      }
    }
    return true;
  };
  const near = (a, b) => a.shape.every((p, i) => Math.hypot(p.x - b.shape[i].x, p.y - b.shape[i].y) < 2);

  const overlaps = [];
  labels.forEach((a, i) => {
    for (const b of labels.slice(i + 1)) {
      const copy = a.words === b.words && near(a, b);
      // A stamp lies across the picture on purpose, and is faint.
      if (!copy && !a.faint && !b.faint && overlap(a.shape, b.shape)) {
        overlaps.push(`'${a.words}' and '${b.words}'`);
      }
    }
  });

  const outside = (shape, edge) => shape.some((p) =>
    p.x < edge.left - slack || p.x > edge.right + slack || p.y < edge.top - slack || p.y > edge.bottom + slack);
  const clipOf = (element) => {
    const edges = [];
    for (let at = element; at instanceof SVGElement && at !== svg; at = at.parentNode) {
      const id = getComputedStyle(at).clipPath.match(/url\("?#([^")]+)"?\)/);
      const path = id && document.getElementById(id[1])?.firstElementChild;
      if (path) {
        const points = corners(path.getBBox(), at.getScreenCTM(), 0);
        edges.push({ left: Math.min(...points.map((p) => p.x)), right: Math.max(...points.map((p) => p.x)),
          top: Math.min(...points.map((p) => p.y)), bottom: Math.max(...points.map((p) => p.y)) });
      }
    }
    return edges;
  };
  const frame = svg.getBoundingClientRect();
  const cuts = labels.filter((label) => [frame, ...clipOf(label.element)].some((edge) => outside(label.shape, edge)))
    .map((label) => `'${label.words}'`);

  const marks = [...svg.querySelectorAll('path, rect, line, circle, use, image')].filter((mark) => {
    const box = mark.getBoundingClientRect();
    const style = getComputedStyle(mark);
    const painted = style.fill !== 'none' || style.stroke !== 'none';
    return painted && box.width + box.height > 0 && !mark.closest('defs, clipPath') && !/background/.test(mark.getAttribute('class') ?? '');
  }).length;

  return { width: frame.width, height: frame.height, marks, labels: labels.map((label) => label.words), overlaps, cuts,
    smallest: labels.length ? Math.min(...labels.map((label) => label.size)) : 0 };
}

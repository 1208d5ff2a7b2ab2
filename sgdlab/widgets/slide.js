// Fits a slide into the window: the figure gets the height that heading, question and words leave.
const LEAST = 240;  // pixels: in a smaller window the slide is longer than the screen
const busy = (node) => node?.closest?.('input, textarea, select, button, canvas, summary, .cm-editor, [contenteditable="true"]');

function render({ el }) {
  let slide, cell, view, head, watch = null, seen = null, stills = [];

  function fit() {
    const canvas = slide.querySelector('canvas'), words = slide.querySelector('.sgdlab-text');
    if (!canvas) return;
    const above = canvas.getBoundingClientRect().top - (head ?? cell).getBoundingClientRect().top;
    const room = view.clientHeight - above - words.offsetHeight - 16;
    slide.style.setProperty('--sgdlab-room', `${Math.max(LEAST, Math.floor(room))}px`);
    const over = slide.getBoundingClientRect().top - (head ?? cell).getBoundingClientRect().top;
    slide.style.setProperty('--sgdlab-screen', `${Math.floor(view.clientHeight - over - 16)}px`);
    slide.style.setProperty('--sgdlab-rest', `${Math.max(LEAST / 2, Math.floor(room - canvas.offsetHeight))}px`);
  }

  // a text cell with a heading begins a slide; a cell that comes into view may still grow, hence twice
  function turn(by) {
    const heads = [...cell.parentElement.querySelectorAll('.jp-MarkdownCell:has(h1, h2)')];
    const top = view.getBoundingClientRect().top;
    const far = heads.map((node) => node.getBoundingClientRect().top - top);
    const i = by > 0 ? far.findIndex((d) => d > 24) : far.findLastIndex((d) => d < -24);
    const go = () => heads[i].scrollIntoView({ block: 'start' });
    if (i >= 0) { go(); requestAnimationFrame(() => { go(); setTimeout(go, 60); }); }
  }

  function key(e) {
    if (!slide?.offsetParent || e.ctrlKey || e.metaKey || e.altKey || busy(e.target) && e.key === ' ') return;
    const mine = e.target === document.body || slide.closest('.jp-NotebookPanel')?.contains(e.target);
    if (!mine || e.target.closest('input, textarea, select, .cm-editor')) return;
    if (e.key === 'PageDown' || e.key === 'PageUp') { turn(e.key === 'PageDown' ? 1 : -1); e.stopImmediatePropagation(); }
    else if (e.key === ' ') e.stopPropagation();  // a question that waits still hears it; the page does not scroll
    else return;
    e.preventDefault();
  }

  const frame = requestAnimationFrame(() => {
    slide = el.closest('.sgdlab-slide'); cell = el.closest('.jp-CodeCell');
    view = el.closest('.jp-WindowedPanel-outer') ?? el.closest('.jp-Notebook');
    if (!slide || !cell || !view) return;  // another front end: the figure has its own size
    for (let at = el.closest('.jp-OutputArea-child')?.previousElementSibling; at; at = at.previousElementSibling) stills.push(at);
    for (const still of stills) still.style.display = 'none';
    head = cell.previousElementSibling?.matches('.jp-MarkdownCell') ? cell.previousElementSibling : null;
    watch = new ResizeObserver(fit);
    for (const node of [view, slide, head]) if (node) watch.observe(node);
    seen = new MutationObserver(() => {
      fit();
      if (!slide.querySelector('[data-waits]')) slide.querySelector('canvas')?.focus({ preventScroll: true });
    });
    for (const question of slide.querySelectorAll('.sgdlab-question'))
      seen.observe(question, { attributes: true, attributeFilter: ['data-waits'] });
    addEventListener('keydown', key, true);
    fit();
  });
  return () => {
    cancelAnimationFrame(frame); watch?.disconnect(); seen?.disconnect();
    removeEventListener('keydown', key, true);
    for (const still of stills) still.style.display = '';
  };
}

export default { render };

// A question with buttons or a field; keys 1, 2, 3 answer and Space reveals in class mode.
const make = (tag, parent, attributes = {}, text = '') => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  parent.appendChild(node);
  return node;
};

const editable = (node) => node?.closest?.('input, textarea, select, .cm-editor, [contenteditable="true"]');

// of all questions that wait and are seen, the one nearest to the middle of the window has the keys
function inView(el) {
  const far = (node) => {
    const { top, bottom, height } = node.getBoundingClientRect();
    return height && bottom > 0 && top < innerHeight ? Math.abs((top + bottom) / 2 - innerHeight / 2) : Infinity;
  };
  const waiting = [...document.querySelectorAll('.sgdlab-question[data-waits]')];
  return far(el) < Infinity && waiting.reduce((a, b) => (far(b) < far(a) ? b : a)) === el;
}

function render({ model, el }) {
  el.classList.add('sgdlab', 'sgdlab-question');
  make('p', el, { class: 'sgdlab-asked' }, model.get('text'));
  const answers = make('div', el, { class: 'sgdlab-answers', role: 'group', 'aria-label': 'answers' });
  const verdict = make('p', el, { class: 'sgdlab-verdict', role: 'status', 'aria-live': 'polite' });
  const fold = make('details', el);
  make('summary', fold, {}, 'Why? First say it in your own words, then open.');
  const why = make('p', fold);

  const give = (answer) => { model.set('answer', String(answer)); model.save_changes(); };
  const reveal = () => { model.set('revealed', true); model.save_changes(); };
  const options = model.get('options');
  const buttons = options.map((option, i) => {
    const node = make('button', answers, { type: 'button' }, `${i + 1} · ${option}`);
    node.addEventListener('click', () => give(i));
    return node;
  });
  let field = null;
  if (!options.length) {
    field = make('input', answers, { type: 'text', size: '8', 'aria-label': 'your number' });
    field.value = model.get('answer');
    const hand = () => { if (field.value.trim()) give(field.value.trim()); };
    field.addEventListener('keydown', (e) => { e.stopPropagation(); if (e.key === 'Enter') hand(); });
    make('button', answers, { type: 'button' }, 'check').addEventListener('click', hand);
  }
  const hands = make('span', answers, { class: 'sgdlab-hands' });
  if (options.length) {
    make('span', hands, {}, 'hands');
    options.forEach((option, i) => make('input', hands, { type: 'number', min: '0', 'aria-label': `hands for ${i + 1}` }));
  }
  const shown = make('button', answers, { type: 'button' }, 'reveal (Space)');
  shown.addEventListener('click', reveal);

  function update() {
    const revealed = model.get('revealed'), classy = model.get('class_mode');
    buttons.forEach((node, i) => node.setAttribute('aria-pressed', String(model.get('answer') === String(i))));
    verdict.textContent = model.get('verdict');
    verdict.hidden = !model.get('verdict');
    why.textContent = model.get('why');
    fold.hidden = !model.get('why');
    hands.hidden = !classy; shown.hidden = !classy || revealed;
    el.classList.toggle('sgdlab-large', model.get('large'));
    el.toggleAttribute('data-waits', !revealed);
  }

  function key(e) {
    if (!model.get('class_mode') || model.get('revealed') || e.ctrlKey || e.metaKey || e.altKey) return;
    if (editable(e.target) || !inView(el)) return;
    const i = Number(e.key) - 1;
    if (e.key === ' ') {  // a held or doubled Space opens one question, not the next one too
      const again = e.repeat || performance.now() - (window.sgdlabRevealed ?? -Infinity) < 400;
      if (!again) { window.sgdlabRevealed = performance.now(); reveal(); }
    }
    else if (options[i] !== undefined) give(i);
    else return;
    e.preventDefault(); e.stopImmediatePropagation();
  }
  addEventListener('keydown', key, true);  // before the notebook takes 1 for a heading
  model.on('change', update);
  update();

  let still = null;
  const frame = requestAnimationFrame(() => {
    const output = el.closest('.jp-OutputArea-child');
    output?.addEventListener('focusin', (e) => e.target.setAttribute('data-lm-suppress-shortcuts', 'true'));
    still = output?.previousElementSibling ?? null;
    if (still) still.style.display = 'none';
  });
  return () => {
    cancelAnimationFrame(frame); removeEventListener('keydown', key, true); model.off('change', update);
    if (still) still.style.display = '';
  };
}

export default { render };

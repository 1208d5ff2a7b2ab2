// Hides the outputs before this one in the same cell until the button is pressed.
function render({ model, el }) {
  el.classList.add('sgdlab', 'sgdlab-answers');
  const button = document.createElement('button');
  button.type = 'button';
  el.appendChild(button);
  let earlier = [];

  function update() {
    const open = model.get('opened');
    button.textContent = `${open ? 'Hide' : 'Show'} ${model.get('text')}`;
    button.setAttribute('aria-expanded', String(open));
    for (const output of earlier) output.style.display = open ? '' : 'none';
  }
  const frame = requestAnimationFrame(() => {
    for (let at = el.closest('.jp-OutputArea-child')?.previousElementSibling; at; at = at.previousElementSibling) earlier.push(at);
    update();
  });
  button.setAttribute('data-lm-suppress-shortcuts', 'true');
  button.addEventListener('click', () => { model.set('opened', !model.get('opened')); model.save_changes(); });
  model.on('change:opened', update);
  update();
  return () => {
    cancelAnimationFrame(frame); model.off('change:opened', update);
    for (const output of earlier) output.style.display = '';
  };
}

export default { render };

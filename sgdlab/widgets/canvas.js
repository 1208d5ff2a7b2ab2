// A picture whose background came once as a PNG and whose moving parts are stroked here.
const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

function trace(ctx, xy, dx = 0, dy = 0) {
  let pen = false;
  for (let i = 0; i < xy.length; i += 2) {
    const x = xy[i], y = xy[i + 1];
    if (Number.isNaN(x) || Number.isNaN(y)) pen = false;
    else if (pen) ctx.lineTo(x + dx, y + dy);
    else { ctx.moveTo(x + dx, y + dy); pen = true; }
  }
}

function paint(ctx, { fill, color, width, dash }) {
  if (fill) { ctx.fillStyle = fill; ctx.fill(); }
  if (color && width) { ctx.strokeStyle = color; ctx.lineWidth = width; ctx.setLineDash(dash || []); ctx.stroke(); }
}

function stroke(ctx, part) {
  ctx.save();
  if (part.clip) { ctx.beginPath(); ctx.rect(...part.clip); ctx.clip(); }
  const xy = floats(part.xy);
  if (part.text !== undefined) {
    ctx.font = `${part.weight} ${part.size}px "DejaVu Sans", Verdana, sans-serif`;
    ctx.textAlign = part.align; ctx.textBaseline = part.baseline; ctx.fillStyle = part.color;
    ctx.fillText(part.text, xy[0], xy[1]);
  } else {
    ctx.lineJoin = 'round';
    ctx.beginPath();
    if (part.shape) {
      const shape = floats(part.shape);
      for (let i = 0; i < xy.length; i += 2) if (!Number.isNaN(xy[i])) trace(ctx, shape, xy[i], xy[i + 1]);
    } else trace(ctx, xy);
    paint(ctx, part);
  }
  ctx.restore();
}

const make = (tag, parent, attributes = {}) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.appendChild(node);
  return node;
};

// What has the focus here keeps its keys: else x would delete the cell. JupyterLab looks at the target itself.
const own = (event) => event.target.setAttribute('data-lm-suppress-shortcuts', 'true');

// The stored still is the output before this one: hidden while the live picture is there.
function standIn(el) {
  let still = null;
  const frame = requestAnimationFrame(() => {
    const output = el.closest('.jp-OutputArea-child');
    output?.addEventListener('focusin', own);
    still = output?.previousElementSibling?.querySelector('img') ? output.previousElementSibling : null;
    if (still) still.style.display = 'none';
  });
  return () => { cancelAnimationFrame(frame); if (still) still.style.display = ''; };
}

function download({ name, mime }, buffers) {
  const url = URL.createObjectURL(new Blob(buffers, { type: mime }));
  const link = document.createElement('a');
  link.href = url; link.download = name; link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function render({ model, el }) {
  el.classList.add('sgdlab');
  const canvas = make('canvas', el, { tabindex: '0', role: 'img' });
  const text = make('div', el, { class: 'sgdlab-text', role: 'status', 'aria-live': 'polite' });
  const error = make('div', el, { class: 'sgdlab-error', role: 'alert' });
  const table = make('div', el, { class: 'sgdlab-rows', tabindex: '0', 'aria-label': 'table of the run' });
  const code = make('pre', el, { class: 'sgdlab-code', hidden: '' });
  const ctx = canvas.getContext('2d');
  let shown = null, picture = null, frames = 0, alive = true;

  function draw() {
    const [width, height] = model.get('size');
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width; canvas.height = height;
      canvas.style.width = `${width / model.get('scale')}px`;
    }
    ctx.clearRect(0, 0, width, height);
    ctx.drawImage(picture, 0, 0);
    for (const part of model.get('strokes')) stroke(ctx, part);
    canvas.dataset.frame = ++frames;
  }

  async function picturesChanged() {
    const background = model.get('background');
    if (!background.byteLength) return;
    if (background !== shown) {  // a new background is drawn together with its own strokes, never alone
      shown = background;
      const decoded = await createImageBitmap(new Blob([background], { type: 'image/png' }));
      if (shown !== background || !alive) return;
      picture = decoded;
    } else if (!picture) return;
    draw();
  }

  function wordsChanged() {
    canvas.setAttribute('aria-label', model.get('alt'));
    if (text.textContent !== model.get('text')) text.textContent = model.get('text');
    if (error.textContent !== model.get('error')) error.textContent = model.get('error');
  }

  function tableChanged() {
    table.hidden = !model.get('table');
    table.innerHTML = model.get('table');
    const now = table.querySelector('[aria-current]');
    if (now) table.scrollTop = now.offsetTop - table.clientHeight / 2;
  }

  // every message says where the press began: while the kernel is busy the front end keeps only the last
  let pressed = null;
  function point(event) {
    const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
    const place = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    pressed ??= place;
    model.set('pointer', [...place, ...pressed]);
    model.save_changes();
  }
  canvas.addEventListener('pointerdown', (e) => { canvas.setPointerCapture(e.pointerId); canvas.focus(); pressed = null; point(e); });
  canvas.addEventListener('pointermove', (e) => { if (e.buttons & 1 && pressed) point(e); });
  const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' ', 'r', 'p'];
  canvas.addEventListener('keydown', (e) => {
    const key = e.key.length > 1 ? e.key : e.key.toLowerCase();
    if (!KEYS.includes(key) || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault(); e.stopPropagation();
    const presses = model.get('presses'), name = e.shiftKey && key.length > 1 ? `Shift+${key}` : key;
    model.set('presses', { ...presses, [name]: (presses[name] || 0) + 1 });
    model.save_changes();
  });

  function said(message, buffers) {
    if (message.download) download(message.download, buffers);
    if (message.code !== undefined) {
      code.textContent = message.code; code.hidden = !message.code;
      if (message.code) navigator.clipboard?.writeText(message.code).catch(() => {});  // the text stands there to be copied by hand
    }
  }
  const strokesChanged = () => { if (model.get('background') === shown) picturesChanged(); };
  model.on('change:background', picturesChanged);
  model.on('change:strokes', strokesChanged);
  model.on('change:text change:alt change:error', wordsChanged);
  model.on('change:table', tableChanged);
  model.on('msg:custom', said);

  const dark = () => document.body.dataset.jpThemeLight === 'false';
  const theme = () => {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    model.set({ dark: dark(), calm, ratio: Math.min(2, Math.max(1, devicePixelRatio)) });
    model.save_changes();
  };
  const watch = new MutationObserver(theme);
  watch.observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-light'] });
  addEventListener('resize', theme);  // also when the page is zoomed
  const restore = standIn(el);
  picturesChanged(); wordsChanged(); tableChanged(); theme();
  return () => {
    alive = false; watch.disconnect(); removeEventListener('resize', theme); restore();
    model.off('change:background', picturesChanged); model.off('change:strokes', strokesChanged);
    model.off('change:text change:alt change:error', wordsChanged); model.off('change:table', tableChanged);
    model.off('msg:custom', said);
  };
}

export default { render };

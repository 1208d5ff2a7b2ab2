// Times from a key to a changed picture, in the page itself.
window.clock = (() => {
  const seen = (picture) => picture.tagName === 'CANVAS' ? picture.dataset.frame : picture.complete && picture.naturalWidth && picture.src;
  const find = (root) => root.querySelector('canvas') ?? [...root.querySelectorAll('img')].at(-1);
  const blank = (picture) => {
    if (picture?.tagName !== 'CANVAS') return !picture;
    const row = new Uint32Array(picture.getContext('2d').getImageData(0, picture.height / 2, picture.width, 1).data.buffer);
    return row.every((pixel) => pixel === row[0]);
  };
  const next = () => new Promise(requestAnimationFrame);
  let pressed = null;
  return {
    arm(root) {  // before the key; `wait` gives the milliseconds from the key to the picture
      const before = seen(find(root));
      let start = null;
      addEventListener('keydown', () => { start = performance.now(); }, { capture: true, once: true });
      pressed = (async () => {
        for (const end = performance.now() + 10000; performance.now() < end; await next()) {
          const picture = find(root), now = picture && seen(picture);
          if (start !== null && now && now !== before) return performance.now() - start;
        }
        return null;
      })();
    },
    wait: () => pressed,
    async hold(root, handle, keys, each) {  // pictures and blank frames while → is held
      let pictures = 0, blanks = 0, last = seen(find(root)), sent = 0, quiet = performance.now();
      handle.focus();
      const timer = setInterval(() => {
        if (++sent >= keys) clearInterval(timer);
        handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
        quiet = performance.now();
      }, each);
      while (sent < keys || performance.now() - quiet < 1000) {
        await next();
        const now = seen(find(root));
        if (now !== last) { last = now; pictures++; quiet = performance.now(); }
        if (blank(find(root))) blanks++;
      }
      return [pictures, blanks];
    },
  };
})();

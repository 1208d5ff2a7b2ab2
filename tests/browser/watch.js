// What the tests ask of a page: pixels of a canvas before and after, and words of the kernel.
window.watch = (() => {
  const before = new WeakMap();
  const pixels = (canvas) => new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const frame = () => new Promise(requestAnimationFrame);
  const kernel = () => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
  async function ask(code, subshell) {
    const here = kernel();
    here.subshellId = subshell;
    const future = here.requestExecute({ code, store_history: false });
    here.subshellId = null;
    let said = '';
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === 'stream') said += content.text;
      if (header.msg_type === 'error') said += `${content.ename}: ${content.evalue}`;
    };
    await future.done;
    return said;
  }
  return {
    keep(canvas) { before.set(canvas, { pixels: pixels(canvas), frame: canvas.dataset.frame }); },
    // how many pixels differ left and right of the middle, and whether it was drawn at all
    differs(canvas) {
      const old = before.get(canvas), now = pixels(canvas), { width } = canvas;
      const found = { left: 0, right: 0, anywhere: 0, drawn: canvas.dataset.frame !== old.frame, blank: true };
      for (let i = 0; i < now.length; i++) {
        if (now[i] !== now[0]) found.blank = false;
        if (now[i] === old.pixels[i]) continue;
        found.anywhere++;
        const across = (i % width) / width;
        if (across < 0.45) found.left++;
        if (across > 0.55) found.right++;
      }
      return found;
    },
    // the darkest tone of what is written below the axes, 0 to 255
    ink(canvas) {
      const { data } = canvas.getContext('2d').getImageData(0, canvas.height - 60, canvas.width, 60);
      let darkest = 255;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) darkest = Math.min(darkest, data[i]);
      return darkest;
    },
    async run(code) {  // what earlier messages did is on the page before this one is answered
      const own = [...kernel()._comms.values()].find((comm) => comm.subshellId)?.subshellId;
      if (own) await ask('', own);  // widgets are answered in a thread of their own
      const said = await ask(code, null);
      await frame(); await frame();
      return said;
    },
  };
})();

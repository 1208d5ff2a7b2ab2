"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const key = `sgdlab-marking:${data.homework}:${data.seed}`;
let now = 0, place = 0, marks = {};
for (const question of data.questions)
  for (const one of question.answers)
    if (one.points !== null || one.comment)
      marks[id(question, one)] = { points: one.points, comment: one.comment };
try { marks = { ...marks, ...JSON.parse(localStorage.getItem(key) || "{}") }; } catch { /* private window */ }

function id(question, one) { return `${question.name}:${one.code}`; }
function question() { return data.questions[now]; }
function answer() { return question().answers[place]; }
function mark(one) { return marks[id(question(), one)] || { points: null, comment: "" }; }
function marked(one) { return mark(one).points !== null; }
function group() { return question().answers.filter((one) => one.group === answer().group); }

function keep(change) {
  const together = at("together").checked ? group() : [answer()];
  for (const one of together)
    if (one === answer() || !marked(one) || same(one))
      marks[id(question(), one)] = { ...mark(one), ...change };
  try { localStorage.setItem(key, JSON.stringify(marks)); } catch { /* it stays in the page */ }
  show();
}
function same(one) {
  return mark(one).points === mark(answer()).points && mark(one).comment === mark(answer()).comment;
}
function give(points) {
  if (!answer() || points < 0 || points > question().points) return;
  keep({ points });
}
function half() {
  if (answer()) give((mark(answer()).points || 0) + 0.5);
}
function go(step) {
  place = Math.min(Math.max(place + step, 0), question().answers.length - 1);
  show();
}
function nextOpen() {
  const answers = question().answers, count = answers.length;
  for (let step = 1; step <= count; step++)
    if (!marked(answers[(place + step) % count])) { place = (place + step) % count; break; }
  show();
}
function show() {
  const all = question().answers, one = answer();
  at("title").textContent = `${data.homework}: marking`;
  at("task").textContent = question().task;
  at("model").textContent = question().model;
  at("name").textContent = `${question().name}, ${question().points} points`;
  const done = all.filter(marked).length;
  at("done").style.width = `${all.length ? (100 * done) / all.length : 0}%`;
  at("where").textContent = `answer ${all.length ? place + 1 : 0} of ${all.length}, ${done} marked`;
  if (!one) return;
  at("answer").textContent = one.text.trim() || "No text.";
  at("answer").className = one.text.trim() ? "" : "empty";
  at("state").textContent = marked(one) ? `${mark(one).points} of ${question().points}` : "not marked";
  if (at("comment").value !== mark(one).comment) at("comment").value = mark(one).comment;
  const others = group().length - 1;
  at("all").hidden = others === 0;
  at("alike").textContent = `also for the ${others} other answer${others === 1 ? "" : "s"} nearly like it`;
  for (const button of at("rubric").children)
    button.setAttribute("aria-pressed", String(Number(button.dataset.points) === mark(one).points));
}
function choose(number) {
  now = number; place = 0;
  const buttons = Array.from({ length: question().points + 1 }, (_, points) => {
    const button = document.createElement("button");
    button.type = "button"; button.dataset.points = points; button.textContent = points;
    button.addEventListener("click", () => give(points));
    return button;
  });
  at("rubric").replaceChildren(...buttons, at("half"));
  show();
}
function cell(value) {
  const text = String(value ?? "");
  return `"${(/^[=+\-@\t\r]/.test(text) ? "'" + text : text).replaceAll('"', '""')}"`;
}
function csv() {
  const lines = [["student", "question", "points", "comment"].map(cell).join(",")];
  for (const one of data.questions)
    for (const each of one.answers) {
      const { points, comment } = marks[id(one, each)] || {};
      if (points !== null && points !== undefined)
        lines.push([cell(each.code), cell(one.name), points, cell(comment)].join(","));
    }
  return "\ufeff" + lines.join("\r\n") + "\r\n";
}
function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
  link.download = "manual.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
data.questions.forEach((one, number) => at("question").add(new Option(one.name, number)));
at("question").hidden = data.questions.length < 2;
at("question").addEventListener("change", () => choose(at("question").selectedIndex));
at("comment").addEventListener("input", () => keep({ comment: at("comment").value }));
at("back").addEventListener("click", () => go(-1));
at("next").addEventListener("click", () => go(1));
at("open").addEventListener("click", nextOpen);
at("half").addEventListener("click", half);
at("save").addEventListener("click", save);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === at("comment")) { if (event.key === "Escape") at("comment").blur(); return; }
  if (/^[0-9]$/.test(event.key) && Number(event.key) <= question().points) {
    give(Number(event.key)); nextOpen();
  } else if (event.key === "h") half();
  else if (event.key === "ArrowLeft" || event.key === "k") go(-1);
  else if (event.key === "ArrowRight" || event.key === "j") go(1);
  else if (event.key === "n") nextOpen();
  else if (event.key === "s") save();
  else if (event.key === "c") { at("comment").focus(); event.preventDefault(); }
});
choose(0);

// What the person sees and a screen reader says.

const MEGABYTE = 1_000_000;

class View {
  constructor(root) {
    this.root = root;
    this.startedAt = 0;
    this.announced = 0;
  }

  part(selector) {
    return this.root.querySelector(selector);
  }

  say(selector, text) {
    const element = this.part(selector);
    if (element.textContent !== text) element.textContent = text;
  }

  // Draws what Python gave; called again whenever Python gives something new.
  dress({ label, choices, buttons, words, refusals }) {
    Object.assign(this, { words, refusals });
    this.say(".label", label);
    this.say(".invitation", words.invitation);
    this.say(".hint", words.hint);
    this.say(".cancel", words.cancel);
    this.part(".track").setAttribute("aria-label", words.progress);
    for (const button of this.root.querySelectorAll(".choice")) {
      const { choice } = button.dataset;
      const possible = choice !== "folder" || "webkitdirectory" in this.part("input");
      button.hidden = !choices.includes(choice) || !possible;
      button.textContent = buttons[choice];
    }
  }

  idle(status = "") {
    const hadFocus = this.part(".sending").contains(this.root.getRootNode().activeElement);
    this.part(".zone").hidden = false;
    this.part(".sending").hidden = true;
    this.say(".status", status);
    if (hadFocus) this.part(".choice:not([hidden])")?.focus();
  }

  collecting() {
    this.part(".refusal").hidden = true;
    this.say(".status", this.words.collecting);
  }

  sending(name, size) {
    const hadFocus = this.part(".zone").contains(this.root.getRootNode().activeElement);
    Object.assign(this, { name, size, startedAt: performance.now(), announced: 0 });
    this.part(".refusal").hidden = true;
    this.part(".zone").hidden = true;
    this.part(".sending").hidden = false;
    this.say(".name", name);
    this.say(".status", filled(this.words.starting, { name, size: megabytes(size) }));
    this.moved(0);
    if (hadFocus) this.part(".cancel").focus();
  }

  moved(bytes) {
    const percent = Math.floor((100 * bytes) / this.size);
    const facts = { done: megabytes(bytes), size: megabytes(this.size), percent };
    const figures = filled(this.words.figures, facts);
    const left = this.timeLeft(bytes);
    const track = this.part(".track");
    track.setAttribute("aria-valuenow", percent);
    track.setAttribute("aria-valuetext", figures);
    this.part(".bar").style.width = `${percent}%`;
    this.say(".figures", left ? `${figures} · ${left}` : figures);
    // Spoken four times, not with every piece.
    const quarter = Math.floor(percent / 25);
    if (bytes > 0) this.say(".status", quarter > this.announced ? figures : "");
    this.announced = quarter;
  }

  timeLeft(bytes) {
    const elapsedS = (performance.now() - this.startedAt) / 1000;
    if (elapsedS < 2 || bytes === 0 || bytes >= this.size) return "";
    const leftS = Math.ceil(((this.size - bytes) * elapsedS) / bytes);
    const time =
      leftS < 60
        ? filled(this.words.seconds, { n: leftS })
        : filled(this.words.minutes, { n: Math.ceil(leftS / 60) });
    return filled(this.words.left, { time });
  }

  waiting() {
    this.say(".status", this.words.waiting);
  }

  finishing() {
    this.say(".status", this.words.finishing);
  }

  done(name, size) {
    this.idle(filled(this.words.done, { name, size: megabytes(size) }));
  }

  cancelled() {
    this.idle(this.words.cancelled);
  }

  refused(answer) {
    const known = this.refusals[answer.code] ?? {};
    this.idle();
    for (const part of ["title", "detail", "fix"]) {
      this.say(`.refusal .${part}`, answer[part] ?? filled(known[part] ?? "", answer));
    }
    this.part(".refusal").hidden = false;
  }
}

function megabytes(bytes) {
  const number = bytes / MEGABYTE;
  return `${number.toLocaleString("en", { maximumFractionDigits: number < 10 ? 1 : 0 })} MB`;
}

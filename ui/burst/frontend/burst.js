// The camera's picture, and shots of it: one, or several in a row.

class Burst {
  constructor(root) {
    this.root = root;
    this.stream = null;
    this.facing = "environment";
    this.running = false;
    this.find = (selector) => root.querySelector(selector);
  }

  // Called again with every run of the page: the camera must not be turned off and on by that.
  update(data, send) {
    Object.assign(this, { data, send });
    const words = data.words;
    this.find("video").setAttribute("aria-label", words.picture);
    this.find(".one").textContent = words.one;
    this.find(".turn").textContent = words.turn;
    this.find(".one").onclick = () => this.take(1);
    this.find(".several").onclick = () => (this.running ? this.halt() : this.take(data.shots));
    this.find(".turn").onclick = () => this.turn();
    this.dress();
    if (!this.stream && !this.opening) this.open();
  }

  dress() {
    const words = this.data.words;
    const text = this.running ? words.stop : words.several.replace("{n}", this.data.shots);
    this.find(".several").textContent = text;
    this.find(".several").disabled = !this.stream;
    this.find(".one").disabled = !this.stream || this.running;
    this.find(".turn").disabled = this.running;
  }

  say(text) {
    this.find(".status").textContent = text;
  }

  async open() {
    this.opening = true;
    this.say(this.data.words.starting);
    try {
      const video = { facingMode: { ideal: this.facing }, width: { ideal: 1280 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      if (this.closed) return stopped(stream);
      this.stream = stream;
      this.find("video").srcObject = stream;
      await this.find("video").play();
      const devices = await navigator.mediaDevices.enumerateDevices();
      const cameras = devices.filter((device) => device.kind === "videoinput");
      this.find(".turn").hidden = cameras.length < 2;
      this.say("");
    } catch (error) {
      this.say(this.data.words[reasonOf(error)]);
    } finally {
      this.opening = false;
      this.dress();
    }
  }

  async turn() {
    this.facing = this.facing === "user" ? "environment" : "user";
    this.release();
    await this.open();
  }

  async take(count) {
    this.running = true;
    this.dress();
    const shots = [];
    while (this.running && this.stream && shots.length < count) {
      shots.push(this.shot());
      this.count(shots.length, count);
      if (shots.length < count) await new Promise((next) => setTimeout(next, this.data.everyMs));
    }
    this.running = false;
    this.find(".count").hidden = true;
    this.find(".frame").classList.remove("shot");
    this.dress();
    if (this.closed || shots.length === 0) return;
    this.say(this.data.words.sending);
    this.send(shots);
    setTimeout(() => this.say(""), 2000);
  }

  count(done, total) {
    const counter = this.find(".count");
    counter.hidden = total === 1;
    counter.textContent = this.data.words.counting.replace("{done}", done).replace("{n}", total);
    const frame = this.find(".frame");
    frame.classList.add("shot");
    setTimeout(() => frame.classList.remove("shot"), 150);
  }

  shot() {
    const video = this.find("video");
    const scale = Math.min(1, this.data.longestSide / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.9);
  }

  halt() {
    this.running = false;
  }

  release() {
    if (this.stream) stopped(this.stream);
    this.stream = null;
  }

  close() {
    this.closed = true;
    this.running = false;
    this.release();
  }
}

function stopped(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function reasonOf(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "refused";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "none";
  return error instanceof TypeError ? "none" : "busy";
}

const bursts = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".burst");
  if (!bursts.has(root)) bursts.set(root, new Burst(root));
  const burst = bursts.get(root);
  burst.update(data, (shots) => setTriggerValue("shots", shots));
  return () => {
    burst.close();
    bursts.delete(root);
  };
}

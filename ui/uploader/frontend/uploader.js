// Joins what a person does, the transfer, the view and Python.

class Uploader {
  constructor(root) {
    this.root = root;
    this.view = new View(root);
    this.transfer = null;
    this.leave = (event) => event.preventDefault();
    this.vanish = () => this.transfer?.discard(true);
  }

  update(data, finished) {
    Object.assign(this, { data, finished });
    this.view.dress(data);
    this.listen();
  }

  // Assigned, not added, because Streamlit calls this again with every new `data`.
  listen() {
    for (const button of this.root.querySelectorAll(".choice")) {
      const input = this.root.querySelector(`[data-input="${button.dataset.choice}"]`);
      button.onclick = () => input.click();
      input.onchange = () => {
        const files = chosenFiles(input);
        input.value = "";
        if (files.length > 0) this.take(async () => files);
      };
    }
    const zone = this.root.querySelector(".zone");
    zone.ondragenter = zone.ondragover = (event) => {
      event.preventDefault();
      zone.classList.add("over");
    };
    zone.ondragleave = (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
    };
    zone.ondrop = (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      const files = droppedFiles(event.dataTransfer);
      this.take(() => files);
    };
    this.root.querySelector(".cancel").onclick = () => this.stop();
  }

  async take(files) {
    if (this.transfer) return;
    const transfer = new Transfer(this);
    this.transfer = transfer;
    window.addEventListener("beforeunload", this.leave);
    window.addEventListener("pagehide", this.vanish);
    try {
      this.view.collecting();
      const payload = payloadOf(
        await unlessUnreadable(files()), this.data.words, this.data.choices,
      );
      transfer.signal.throwIfAborted();
      this.view.sending(payload.name, payload.blob.size);
      const id = await send(payload, transfer, transfer);
      this.view.done(payload.name, payload.blob.size);
      this.finished(id);
    } catch (error) {
      this.failed(transfer, error);
    } finally {
      window.removeEventListener("beforeunload", this.leave);
      window.removeEventListener("pagehide", this.vanish);
      this.transfer = null;
    }
  }

  failed(transfer, error) {
    transfer.discard(false);
    if (transfer.signal.aborted) {
      this.view.cancelled();
    } else if (error instanceof Refusal) {
      this.view.refused(error.answer);
    } else {
      console.error(error);
      this.view.refused({ code: "uploads.unreadable" });
    }
  }

  stop() {
    this.transfer?.controller.abort();
  }
}

// One upload under way, as `send` sees it.
class Transfer {
  constructor(uploader) {
    this.uploader = uploader;
    this.controller = new AbortController();
    this.id = null;
  }

  get signal() {
    return this.controller.signal;
  }

  route() {
    return this.uploader.data.route;
  }

  token() {
    return this.uploader.data.token;
  }

  began(id) {
    this.id = id;
    if (this.signal.aborted) this.discard(false);
  }

  moved(bytes) {
    this.uploader.view.moved(bytes);
  }

  waiting() {
    this.uploader.view.waiting();
  }

  finishing() {
    this.uploader.view.finishing();
  }

  // Nobody waits for the answer: what is not discarded now goes after a day.
  discard(keepalive) {
    if (this.id === null) return;
    const headers = { "X-Upload-Token": this.token() };
    fetch(`${this.route()}/${this.id}`, { method: "DELETE", headers, keepalive }).catch(() => {});
    this.id = null;
  }
}

async function unlessUnreadable(files) {
  try {
    return await files;
  } catch {
    throw new Refusal({ code: "uploads.unreadable" });
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  const root = parentElement.querySelector(".uploader");
  root.uploader ??= new Uploader(root);
  root.uploader.update(data, (id) => setStateValue("finished", id));
  return () => root.uploader.stop();
}
